// The two shifted readings of a Chinese coordinate. GCJ-02 (高德, 腾讯) moves a place by some 500–620 m,
// BD-09 (百度) moves the moved place again. The way forward is the formula every map of the country repeats;
// the way back has none and is found by iteration. All pairs are [lon, lat] in degrees.
export type LonLat = [lon: number, lat: number]

const semiMajor = 6378245
const eccentricity2 = 0.006693421622965943

/** True outside the rectangle in which GCJ-02 shifts; there it equals WGS-84. */
export const outOfChina = ([lon, lat]: LonLat): boolean => lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271

const wave = (value: number, first: number, second: number) =>
  20 * Math.sin(value * first * Math.PI) + 20 * Math.sin(value * second * Math.PI)

function shiftAt([lon, lat]: LonLat): LonLat {
  const x = lon - 105
  const y = lat - 35
  const ripple = (wave(x, 6, 2) * 2) / 3
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ripple +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ripple +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3
  const radians = (lat * Math.PI) / 180
  const flat = 1 - eccentricity2 * Math.sin(radians) ** 2
  const meridian = (semiMajor * (1 - eccentricity2)) / (flat * Math.sqrt(flat))
  const parallel = (semiMajor / Math.sqrt(flat)) * Math.cos(radians)
  return [(east / parallel) * (180 / Math.PI), (north / meridian) * (180 / Math.PI)]
}

/** Undoes a shift: `forward` moves smoothly and little, so stepping back by the remaining error converges in a few rounds. */
function undo(forward: (at: LonLat) => LonLat, target: LonLat): LonLat {
  let at: LonLat = [...target]
  for (let round = 0; round < 30; round++) {
    const reached = forward(at)
    const [east, north] = [target[0] - reached[0], target[1] - reached[1]]
    at = [at[0] + east, at[1] + north]
    if (Math.abs(east) + Math.abs(north) < 1e-12) break
  }
  return at
}

const shifted = (at: LonLat): LonLat => {
  const [east, north] = shiftAt(at)
  return [at[0] + east, at[1] + north]
}

/** WGS-84 or CGCS2000 → GCJ-02. */
export const toGcj02 = (at: LonLat): LonLat => (outOfChina(at) ? at : shifted(at))

/** GCJ-02 → WGS-84 (CGCS2000 to within a metre). */
export const fromGcj02 = (at: LonLat): LonLat => (outOfChina(at) ? at : undo(shifted, at))

const swirl = (3000 * Math.PI) / 180

const gcj02ToBd09 = ([lon, lat]: LonLat): LonLat => {
  const distance = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * swirl)
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * swirl)
  return [distance * Math.cos(angle) + 0.0065, distance * Math.sin(angle) + 0.006]
}

/** WGS-84 or CGCS2000 → BD-09. */
export const toBd09 = (at: LonLat): LonLat => (outOfChina(at) ? at : gcj02ToBd09(toGcj02(at)))

/** BD-09 → WGS-84 (CGCS2000 to within a metre). */
export const fromBd09 = (at: LonLat): LonLat => (outOfChina(at) ? at : fromGcj02(undo(gcj02ToBd09, at)))

/** Metres between two places, along a great circle of the mean earth: within 0.5 % of the ellipsoid. */
export function metresBetween(from: LonLat, to: LonLat): number {
  const radians = Math.PI / 180
  const half = Math.sin(((to[1] - from[1]) * radians) / 2) ** 2
    + Math.cos(from[1] * radians) * Math.cos(to[1] * radians) * Math.sin(((to[0] - from[0]) * radians) / 2) ** 2
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(half)))
}
