// Chance that can be repeated: every step of the city draws from its own named stream,
// so adding a draw in one step never shifts the others.

export type Random = () => number

function hash(text: string, seed: number): number {
  let h = (seed ^ 0x9e3779b9) >>> 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Uniform draws in [0, 1) (mulberry32), the same for the same seed and name. */
export function random(seed: number, name: string): Random {
  let state = hash(name, seed)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A draw from the standard normal distribution. */
export function normal(draw: Random): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
}

export type Noise = (x: number, y: number) => number

/** Gradient noise of wavelength about 1, roughly within -1…1; no preferred direction, unlike value noise on a lattice. */
export function noise(seed: number, name: string): Noise {
  const draw = random(seed, name)
  const turn = new Uint16Array(512)
  for (let i = 0; i < 256; i++) turn[i] = i
  for (let i = 255; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    const kept = turn[i]
    turn[i] = turn[j]
    turn[j] = kept
  }
  for (let i = 0; i < 256; i++) turn[i + 256] = turn[i]
  const gx = new Float64Array(256)
  const gy = new Float64Array(256)
  for (let i = 0; i < 256; i++) {
    const angle = draw() * 2 * Math.PI
    gx[i] = Math.cos(angle)
    gy[i] = Math.sin(angle)
  }
  return (x, y) => {
    const x0 = Math.floor(x)
    const y0 = Math.floor(y)
    const fx = x - x0
    const fy = y - y0
    const a = turn[x0 & 255]
    const b = turn[(x0 + 1) & 255]
    const g00 = turn[a + (y0 & 255)]
    const g10 = turn[b + (y0 & 255)]
    const g01 = turn[a + ((y0 + 1) & 255)]
    const g11 = turn[b + ((y0 + 1) & 255)]
    const n00 = gx[g00] * fx + gy[g00] * fy
    const n10 = gx[g10] * (fx - 1) + gy[g10] * fy
    const n01 = gx[g01] * fx + gy[g01] * (fy - 1)
    const n11 = gx[g11] * (fx - 1) + gy[g11] * (fy - 1)
    const sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    const sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    const low = n00 + sx * (n10 - n00)
    const high = n01 + sx * (n11 - n01)
    return 1.45 * (low + sy * (high - low))
  }
}

/** Several octaves of a noise, each half as long and half as strong, turned so that lattices do not line up. */
export function fractal(base: Noise, octaves: number): Noise {
  return (x, y) => {
    let sum = 0
    let strength = 1
    let whole = 0
    for (let octave = 0; octave < octaves; octave++) {
      sum += strength * base(x, y)
      whole += strength
      strength *= 0.5
      const turned = 1.6 * x - 1.2 * y + 17.3
      y = 1.2 * x + 1.6 * y - 9.1
      x = turned
    }
    return sum / whole
  }
}
