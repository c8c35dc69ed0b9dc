// Heights as the terrain table stores them: 16-bit big-endian, metres = value / 10 - 500.

/** Metres from stored bytes. */
export const heightsFrom = (bytes: Uint8Array): Float32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.byteLength / 2 }, (_, i) => view.getUint16(2 * i) / 10 - 500)
}

/** Metres to bytes; what lies outside -500…6,053 m is cut off. */
export const heightsToBytes = (heights: Float32Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(heights.length * 2))
  heights.forEach((height, i) => view.setUint16(2 * i, Math.max(0, Math.min(65535, Math.round((height + 500) * 10)))))
  return new Uint8Array(view.buffer)
}
