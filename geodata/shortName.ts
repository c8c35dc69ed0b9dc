// What a field is called in a shapefile, whose tables keep ten bytes of a name. Written by the export, known to the import.
import type { Field } from '../domain/catalogue.ts'

/** Without underscores, then cut before the unit at its end: millimetres must not come back as metres. */
export function shortName({ name, unit }: Field): string {
  if (name.length <= 10) return name
  const bare = name.replaceAll('_', '')
  const ending = (unit && /(10k)?[km]?m[23]?[ds]?$/.exec(bare)?.[0]) || ''
  return bare.slice(0, bare.length - ending.length).slice(0, 10 - ending.length) + ending
}
