// Where the person is. The device answers in WGS 84, which the map treats as CGCS2000: they differ by centimetres.

export interface Position {
  /** [lon, lat] */
  at: [number, number]
  accuracyM: number
}

/** Why there is no position; the words are in i18n under `map`. */
export class NotLocated extends Error {
  constructor(readonly why: 'locateRefused' | 'locateFailed' | 'locateUnable' | 'locateInsecure') {
    super(why)
  }
}

const patienceMs = 12_000

/**
 * Why this page can never learn where it is, before it has asked; null where it may. Browsers give the position to pages under HTTPS alone.
 */
export const cannotLocate = (): NotLocated['why'] | null => (!window.isSecureContext ? 'locateInsecure' : 'geolocation' in navigator ? null : 'locateUnable')

export function locate(): Promise<Position> {
  const never = cannotLocate()
  if (never) return Promise.reject(new NotLocated(never))
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ at: [coords.longitude, coords.latitude], accuracyM: coords.accuracy }),
      (error) => reject(new NotLocated(error.code === error.PERMISSION_DENIED ? 'locateRefused' : 'locateFailed')),
      { enableHighAccuracy: true, timeout: patienceMs, maximumAge: 5000 },
    )
  })
}
