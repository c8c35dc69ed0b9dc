// npx tsx bench/suspects.ts [seed …] [--scale 1]: how often the true source is found, on cities whose truth is known because
// it was simulated. A case is the first sample of a month that misses its target, in which a hidden discharger gave a fifth or more of
// what is least usual in it; one a month, discharger and section. Rules were tuned on seed 1; what other seeds say is the honest figure.
import { parseArgs } from 'node:util'
import { casesOf, type Case } from './suspectsCases.ts'
import { shippedRules } from '../test/shipped.ts'
import { benchCity, cityTables, hungOn } from './suspectsCity.ts'
import { keyOf, nextLooks, rank, spotKey, things, updated, type Look, type Ranked } from '../domain/suspects/index.ts'
import { sortRanked } from '../domain/suspects/rank.ts'
import { behind } from '../domain/suspects/looks.ts'

/** Looks after which somebody gives up. */
const most = 60

interface Result {
  wet: boolean
  shut: boolean
  /** Place of the true source, of its outfall among outfalls; Infinity where it was excluded. */
  place: number
  outfall: number
  of: number
  ms: number
  nearest: number
  load: number
  looks: { ranked: number; bisect: number; walk: number }
}

function judged({ asked, truth, wet, shut }: Case): Result {
  const began = performance.now()
  const ranked = rank(asked)
  const ms = performance.now() - began
  const { facts, number, outfall, kind } = asked.things
  const culprit = number.get(keyOf(truth.layer, truth.of)) ?? -1
  const at = ranked.order.indexOf(culprit)
  const group = (i: number) => (outfall[i] >= 0 ? outfall[i] : i)
  const groups = new Map<number, number>()
  for (const i of ranked.order) groups.set(group(i), (groups.get(group(i)) ?? 0) + ranked.share[i])
  const inOrder = [...groups].sort((a, b) => b[1] - a[1]).map(([i]) => i)
  const within = inOrder.indexOf(group(culprit))
  const before = (worth: (i: number) => number) =>
    ranked.order.reduce((sum, i) => sum + (worth(i) < worth(culprit) ? 1 : worth(i) === worth(culprit) && i !== culprit ? 0.5 : 0), 1)
  const metres = (i: number) => ranked.ways.metres[asked.things.entry[i]]
  const load = (i: number) => -asked.rules.kinds[kind[i]].m3Day * (asked.rules.kinds[kind[i]].holds[asked.item] ?? 0)
  const walk = [...new Set([...ranked.order].map((i) => asked.things.entry[i]))]
    .sort((a, b) => ranked.ways.metres[a] - ranked.ways.metres[b]).indexOf(asked.things.entry[culprit])
  const flat = sortRanked({ ...ranked, score: ranked.score.map((score) => (score === -Infinity ? score : 0)) })
  return {
    wet, shut, ms, of: ranked.order.length, place: at < 0 ? Infinity : at + 1, outfall: within < 0 ? Infinity : within + 1,
    nearest: at < 0 ? Infinity : before(metres), load: at < 0 ? Infinity : before(load),
    looks: at < 0
      ? { ranked: most, bisect: most, walk: most }
      : { ranked: walked(ranked, culprit), bisect: walked(flat, culprit), walk: Math.min(most, walk + 1) },
  }

  /** Looks until somebody stands at the outfall, or the thing itself, and sees it run. */
  function walked(from: Ranked, culprit: number): number {
    let now = from
    let here: readonly [number, number] | null = null
    const goal = group(culprit)
    for (let k = 1; k <= most; k++) {
      const [next] = nextLooks(now, { from: here, most: 1 })
      if (!next) return most
      const there = behind(now, next.spot)(culprit)
      if (there && 'layer' in next.spot && (number.get(spotKey(next.spot)) === goal || number.get(spotKey(next.spot)) === culprit || facts[number.get(spotKey(next.spot))!].layer === 'drainage_units')) return k
      const look: Look = { spot: next.spot, finding: there ? 'high' : 'normal' }
      now = updated(now, look)
      here = next.at ?? here
    }
    return most
  }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
const share = (values: boolean[]) => `${values.length ? Math.round((100 * values.filter(Boolean).length) / values.length) : '–'} %`.padStart(6)
const line = (name: string, results: Result[]) => {
  const by = (key: 'place' | 'outfall', k: number) => share(results.map((one) => one[key] <= k))
  const looks = (key: keyof Result['looks']) => String(median(results.map(({ looks }) => looks[key]))).padStart(4)
  console.log(`${name.padEnd(16)}${String(results.length).padStart(5)}${String(median(results.map(({ of }) => of))).padStart(8)}${by('place', 1)}${by('place', 5)}${by('place', 20)}${String(median(results.map(({ place }) => place))).padStart(8)}${by('outfall', 1)}${by('outfall', 5)}${String(median(results.map(({ outfall }) => outfall))).padStart(6)} |${share(results.map(({ nearest }) => nearest <= 5))}${share(results.map(({ load }) => load <= 5))}${share(results.map(({ of }) => Math.random() * of < 5))} |${looks('ranked')}${looks('bisect')}${looks('walk')}  ${median(results.map(({ ms }) => ms)).toFixed(0)} ms`)
}

export function report(name: string, results: Result[]): void {
  console.log(`\n${name}`)
  console.log('                cases  among first  in 5 in 20  median | outfall first, in 5, median | in 5: nearest, load, random | looks: ranked, bisect, walk')
  line('all', results)
  for (const wet of [false, true]) line(wet ? 'wet' : 'dry', results.filter((one) => one.wet === wet))
  for (const shut of [false, true]) line(shut ? 'a gate shut' : 'gates open', results.filter((one) => one.shut === shut))
  console.log(`source excluded in ${share(results.map(({ place }) => place === Infinity))}`)
}

export function run(city: ReturnType<typeof benchCity>): Result[] {
  const rules = shippedRules()
  return casesOf(city, things(city.network, hungOn(city), city.facts, rules), rules).map(judged)
}

if (import.meta.filename === process.argv[1]) {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { scale: { type: 'string', default: '1' } } })
  for (const seed of positionals.length ? positionals.map(Number) : [2, 3]) report(`seed ${seed}, scale ${values.scale}`, run(benchCity(await cityTables(seed, Number(values.scale)))))
}
