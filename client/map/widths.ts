// How broad a water is drawn.

/** A stroke broader than this would have to be a surface. */
export const broadestPixels = 480

/**
 * Pixels for a river of `widthM` metres where a pixel is `resolution` metres of web mercator. Far out its size is told
 * by a sign that grows with the square root or so of the width (5 m → 0.6 px, 30 m → 1.3, 120 m → 2.3, 1 km → 5.6 at
 * zoom 10); further in, where the true width is broader than the sign, it is the true width. `scale` enlarges the sign, for screens read
 * from across a room.
 */
export function riverPixels(widthM: number, resolution: number, scale = 1): number {
  const zoom = Math.log2(156543.03 / (resolution * scale))
  const growth = Math.min(2.2, Math.max(0.7, 0.7 + (zoom - 9) * 0.22))
  const sign = 0.72 * scale * growth * Math.pow(Math.max(widthM, 3) / 6, 0.43)
  return Math.min(broadestPixels, Math.max(sign, widthM / resolution / mercatorShrink))
}

/** Web mercator stretches by 1/cos(latitude): about 1.09 in the Pearl River delta. */
const mercatorShrink = Math.cos((23 * Math.PI) / 180)

/** Widths in steps too small to see, so that styles can be shared. */
export const stepped = (pixels: number) => (pixels < 4 ? Math.round(pixels * 5) / 5 : Math.round(pixels))
