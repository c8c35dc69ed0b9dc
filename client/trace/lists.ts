// The lists of a trace: waters and all that drains to them, with how far they are.
import { drainingLayers } from '../../domain/catalogue.ts'
import { far, place, type Drain, type Network, type Place } from '../../domain/network/index.ts'
import { inUnit } from '../features/fact.ts'
import { i18n, say } from '../i18n.ts'
import type { Held } from './heldCodec.ts'
import { scenariosOf, sumBeyond, sumOf, type Sum, type Sure, type Way } from './traced.ts'
import type { PageNetwork } from './pageNetwork.ts'

export interface Entry {
  layer: string
  code: string
  name: string
  note: string
  sure: boolean
}

export interface Listed {
  kind: 'waters' | Drain
  title: string
  sure: number
  maybe: number
  make: () => Entry[]
}

/** Least metres along the water over the scenarios of a choice; none where it is asked from several places. */
function away(made: Network, at: Place | null, way: Way, held: Held): (water: number, measureM: number | null) => number {
  if (!at) return () => Infinity
  const looks = scenariosOf(made, held).slice(-1).map((scenario) => far(made, at, { scenario, direction: way === 'up' ? 'upstream' : 'downstream' }))
  return (water, measureM) =>
    (measureM === null ? Infinity : Math.min(...looks.map(({ to }) => to(place(made, made.codes[water]!, measureM)))))
}

/** What is certain, what is only possible beyond it, and both as lists. */
export function listsOf(
  waters: PageNetwork, sure: Sure, at: Place | null, way: Way, held: Held,
): { certain: Sum; possible: Sum; lists: Listed[] } {
  const { network: made, hung, names } = waters
  const certain = sumOf(hung, sure.certain)
  const possible = sumBeyond(hung, sure, certain)
  const sorted = (rows: { entry: Omit<Entry, 'note'>; far: number }[]): Entry[] =>
    rows.sort((a, b) => Number(b.entry.sure) - Number(a.entry.sure) || (a.far === b.far ? 0 : a.far - b.far)).map(({ entry, far: metres }) => ({ ...entry, note: metres < Infinity ? inUnit(Math.round(metres), 'm') : '' }))
  let measured: ReturnType<typeof away> | undefined
  const farTo = (water: number, measureM: number | null) => (measured ??= away(made, at, way, held))(water, measureM)
  const known = new Set(sure.certain.water)
  const lists: Listed[] = [{
    kind: 'waters', title: i18n.global.t('trace.kinds.waters'), sure: certain.waters, maybe: possible.waters,
    make: () => {
      const { water, fromM, toM } = sure.possible
      const nearest = new Map<number, number>()
      for (let i = 0; i < water.length; i++) nearest.set(water[i]!, Math.min(nearest.get(water[i]!) ?? Infinity, farTo(water[i]!, way === 'up' ? toM[i]! : fromM[i]!)))
      return sorted([...nearest].map(([w, metres]) => ({ far: metres, entry: { layer: 'water', code: made.codes[w]!, name: names[w] || made.codes[w]!, sure: known.has(w) } })))
    },
  }]
  for (const { id, title, drains: { as: kind } } of drainingLayers) {
    const [own, more] = [certain.drains[kind], possible.drains[kind]]
    if (!own.length && !more.length) continue
    const row = (code: string, isSure: boolean) => {
      const { water, measureM } = hung.of[kind].get(code)!
      return { far: farTo(water, measureM), entry: { layer: id, code, name: code, sure: isSure } }
    }
    lists.push({
      kind, title: say(title), sure: own.length, maybe: more.length,
      make: () => sorted([...own.map((code) => row(code, true)), ...more.map((code) => row(code, false))]),
    })
  }
  return { certain, possible, lists: lists.filter((list) => list.sure + list.maybe > 0) }
}
