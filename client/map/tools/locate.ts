// Where the person is. The device answers in WGS 84, which the map treats as CGCS2000: they differ by centimetres.

export interface Position {
  /** [lon, lat] */
  at: [number, number]
  accuracyM: number
}

/** Why there is no position; the words are in i18n under `map`. */
export class NotLocated extends Error {
  constructor(readonly why: 'locateRefused' | 'locateFailed' | 'locateUnable') {
    super(why)
  }
}

const patienceMs = 12_000

export function locate(): Promise<Position> {
  if (!('geolocation' in navigator)) return Promise.reject(new NotLocated('locateUnable'))
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ at: [coords.longitude, coords.latitude], accuracyM: coords.accuracy }),
      (error) => reject(new NotLocated(error.code === error.PERMISSION_DENIED ? 'locateRefused' : 'locateFailed')),
      { enableHighAccuracy: true, timeout: patienceMs, maximumAge: 5000 },
    )
  })
}
