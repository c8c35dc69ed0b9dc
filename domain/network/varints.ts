// Lines as text: zigzag LEB128 varints of the differences between vertices, in Base64.

/** Lines of [lon, lat, lon, lat, …] in whole millionths of a degree. */
export function pack(lines: readonly (readonly number[])[]): string {
  let bytes = new Uint8Array(1 << 16)
  let size = 0
  for (const line of lines) {
    let [lon, lat] = [0, 0]
    for (let i = 0; i < line.length; i += 2) {
      if (size + 10 > bytes.length) {
        const more = new Uint8Array(2 * bytes.length)
        more.set(bytes)
        bytes = more
      }
      for (const step of [line[i] - lon, line[i + 1] - lat]) {
        let rest = ((step << 1) ^ (step >> 31)) >>> 0
        for (; rest > 127; rest >>>= 7) bytes[size++] = (rest & 127) | 128
        bytes[size++] = rest
      }
      lon = line[i]
      lat = line[i + 1]
    }
  }
  let text = ''
  // More arguments than this some engines refuse.
  for (let at = 0; at < size; at += 8192) text += String.fromCharCode(...bytes.subarray(at, Math.min(size, at + 8192)))
  return btoa(text)
}

/** Reads lines of so many vertices each. */
export function unpacked(text: string, vertices: readonly number[]): number[][] {
  const bytes = atob(text)
  let at = 0
  const step = (): number => {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = bytes.charCodeAt(at++)
      value |= (byte & 127) << shift
      if (!(byte & 128)) return (value >>> 1) ^ -(value & 1)
      shift += 7
    }
  }
  return vertices.map((many) => {
    const line = new Array<number>(2 * many)
    let [lon, lat] = [0, 0]
    for (let i = 0; i < 2 * many; i += 2) {
      line[i] = lon += step()
      line[i + 1] = lat += step()
    }
    return line
  })
}
