// A held trace in the address: where from, which way, under which tide and gates, how far, and how several places are looked
// at. `440111-0317-02@1200,440111-0316-01@90!~up~ebb~km5;h3;in~Z0001=shut~common`, all but the places left out where usual.
import type { GateState } from '../../domain/network/index.ts'

export const directions = ['up', 'down', 'both'] as const
/** What is assumed of tide and gates; `either` assumes nothing and tells the certain from the possible. */
export const tides = ['either', 'ebb', 'flood', 'shut', 'recorded'] as const
/** Of several places: what comes to all that went bad and to none that did not, all of it, or the way from the first to the second. */
export const shows = ['common', 'all', 'path'] as const

export interface HeldPlace {
  code: string
  /** Metres from the start of the reach; null is its lower end: all of its water. */
  measureM: number | null
  /** Nothing was wrong here. */
  good: boolean
}

export interface Held {
  places: readonly HeldPlace[]
  direction: (typeof directions)[number]
  tide: (typeof tides)[number]
  /** Limits; null is none. */
  km: number | null
  hours: number | null
  /** Only the district of the first place. */
  inDistrict: boolean
  gates: Readonly<Record<string, GateState>>
  show: (typeof shows)[number]
}

/** More places than letters one can tell apart on a map. */
export const mostPlaces = 8
export const usual: Omit<Held, 'places'> = { direction: 'up', tide: 'either', km: null, hours: null, inDistrict: false, gates: {}, show: 'common' }

const oneOf = <T extends string>(known: readonly T[], text: string, otherwise: T): T => known.find((one) => one === text) ?? otherwise
const positive = (text: string | undefined) => (text && Number(text) > 0 && Number(text) < 1e5 ? Number(text) : null)

function readPlace(text: string): HeldPlace | null {
  const good = text.endsWith('!')
  const bare = good ? text.slice(0, -1) : text
  const cut = bare.lastIndexOf('@')
  const [code, measure] = cut < 0 ? [bare, ''] : [bare.slice(0, cut), bare.slice(cut + 1)]
  if (!/^[\p{L}\p{N}._:@()（）/-]{1,64}$/u.test(code) || !/^(\d{1,7}(\.\d+)?)?$/.test(measure)) return null
  return { code, measureM: measure ? Number(measure) : null, good }
}

export const held = {
  read(text: string): Held | null {
    const [places = '', direction = '', tide = '', limits = '', gates = '', show = ''] = text.split('~')
    const read = places.split(',').slice(0, mostPlaces).map(readPlace)
    if (read.some((place) => place === null)) return null
    const limit = limits.split(';')
    const states = gates.split(';').flatMap((one): [string, GateState][] => {
      const [, code, state] = /^([^=]{1,64})=(open|shut|pumping)$/.exec(one) ?? []
      return code ? [[code, state as GateState]] : []
    })
    return {
      places: read as HeldPlace[], direction: oneOf(directions, direction, 'up'), tide: oneOf(tides, tide, 'either'),
      km: positive(limit.find((one) => one.startsWith('km'))?.slice(2)), hours: positive(limit.find((one) => /^h\d/.test(one))?.slice(1)),
      inDistrict: limit.includes('in'), gates: Object.fromEntries(states), show: oneOf(shows, show, 'common'),
    }
  },
  write({ places, direction, tide, km, hours, inDistrict, gates, show }: Held): string {
    const where = places.map(({ code, measureM, good }) => `${code}${measureM !== null ? `@${Number(measureM.toFixed(1))}` : code.includes('@') ? '@' : ''}${good ? '!' : ''}`)
    const limits = [km && `km${km}`, hours && `h${hours}`, inDistrict && 'in'].filter(Boolean)
    const states = Object.entries(gates).map(([code, state]) => `${code}=${state}`)
    const parts = [where.join(','), direction === usual.direction ? '' : direction, tide === usual.tide ? '' : tide, limits.join(';'), states.join(';'), show === usual.show ? '' : show]
    return parts.join('~').replace(/~+$/, '')
  },
}
