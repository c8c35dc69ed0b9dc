// One small codec per parameter of the address. Each reads what a person may have mangled by hand (null for nonsense)
// and writes the shortest form it can read again.
import type { LayerId } from '../../domain/catalogue.ts'
import type { MarkId } from '../../domain/marks.ts'

export interface At {
  lon: number
  lat: number
  zoom: number
}

export const at = {
  /** `113.26430,23.12910,10.5` */
  read(text: string): At | null {
    const numbers = text.split(',').map(Number)
    const [lon, lat, zoom] = numbers
    if (numbers.length !== 3 || lon === undefined || lat === undefined || zoom === undefined) return null
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22)) return null
    return { lon, lat, zoom }
  },
  /** Five decimals are about a metre: finer than a finger, shorter than the truth. */
  write: ({ lon, lat, zoom }: At) => [lon.toFixed(5), lat.toFixed(5), Number(zoom.toFixed(2))].join(','),
}

/** What the legend can switch: layers of the catalogue, and marks. */
export type Switch = LayerId | MarkId

export const layers = {
  read: (text: string): Switch[] => text.split(',').filter((id) => /^[a-z_]+$/.test(id)) as Switch[],
  write: (ids: readonly Switch[]) => ids.join(','),
}

export const month = {
  read: (text: string): string | null => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : null),
  write: (value: string) => value,
}

export const day = {
  read: (text: string): string | null => (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text) ? text : null),
  write: (value: string) => value,
}

export interface TableView {
  layer: LayerId
  /** Field name, `-` before it for the largest first. */
  sort: string | null
  q: string
}

export const table = {
  /** `reaches`, `reaches~-length_m`, `outfalls~~工业` */
  read(text: string): TableView | null {
    const [layer = '', sort = '', ...rest] = text.split('~')
    if (!/^[a-z_]+$/.test(layer)) return null
    return { layer: layer as LayerId, sort: /^-?[a-z0-9_]+$/.test(sort) ? sort : null, q: rest.join('~') }
  },
  write: ({ layer, sort, q }: TableView) => [layer, sort ?? '', q].join('~').replace(/~+$/, ''),
}
