// One river, one strategy (一河一策): five lists in which measures answer tasks, tasks goals, goals problems.
import type { strategyLists } from '../../domain/enums.ts'
import { addDays, anyDay, daysBetween, monthEnd, today } from './calendar.ts'
import { groupBy } from '../../domain/grouped.ts'
import type { Org, OrgField } from './peopleOrgs.ts'
import { random, type Random } from './random.ts'
import type { Row, Tables } from './rows.ts'
import { themes, type Site, type Theme, type Work } from './strategyThemes.ts'
import type { Places } from './types.ts'
import type { WaterRecord } from './waterRecords.ts'

type List = keyof typeof strategyLists

/** Lakes from this area and reservoirs from this capacity (小(1)型) on have a strategy of their own. */
const leastLake = 10_000 // m²
const leastReservoir = 100 // 万m³

const shareLate = 0.1
const shareOverdue = 0.06

export function strategies(places: Places, waters: readonly WaterRecord[], offices: readonly Org[], seed: number): Tables {
  const draw = random(seed, 'strategies')
  const reaches = groupBy(waters.filter(({ kind }) => kind === 'reach'), ({ river }) => river)
  const orgOf = ownerFinder(offices)
  const rows: Row[] = []
  const items: Row[] = []
  for (const water of waters) {
    const kind = siteKind(water)
    if (!kind) continue
    const villages = kind === 'river' ? [...new Set((reaches.get(water.code) ?? []).map(({ division }) => division))] : [water.division]
    if (!villages.length) continue
    const strategy = new Strategy(water, draw)
    rows.push(strategy.row)
    const urban = villages.reduce((sum, code) => sum + (places.byCode.get(code)?.builtUp ?? 0), 0) / villages.length
    const site: Site = { kind, urban, hill: water.target <= 'Ⅱ' ? 1 : water.target === 'Ⅲ' && water.flow === 'one_way' ? 0.4 : 0, tidal: water.flow !== null && water.flow !== 'one_way' }
    const wanted = water.level === 'city' || (water.level === 'district' && draw() < 0.6) ? 3 : 2
    for (const theme of suited(themes, site, wanted, draw)) {
      const village = villages[Math.floor(draw() * villages.length)]
      const name = places.byCode.get(village)?.name ?? ''
      const town = places.byCode.get(village.slice(0, 9))?.name ?? ''
      const place = kind === 'river' ? `${name}段` : pick(draw, kind === 'lake' ? ['东岸', '西岸', '南岸', '北岸', '入湖口一带'] : ['库尾', '左岸', '右岸', '坝前区', '入库溪口'])
      items.push(...strategy.address(theme, { village, place, town }, orgOf))
    }
  }
  return { strategies: rows, strategy_items: items }
}

function siteKind({ kind, area, capacity }: WaterRecord): Site['kind'] | null {
  if (kind === 'river') return kind
  if (kind === 'lake') return area >= leastLake ? kind : null
  return kind === 'reservoir' && capacity >= leastReservoir ? kind : null
}

const pick = <T>(draw: Random, from: readonly T[]): T => from[Math.floor(draw() * from.length)]

/** Some themes by weight, each at most once. */
function suited(from: readonly Theme[], site: Site, wanted: number, draw: Random): Theme[] {
  const left = from.map((theme) => ({ theme, weight: theme.suits(site) })).filter(({ weight }) => weight > 0)
  const chosen: Theme[] = []
  while (chosen.length < wanted && left.length) {
    let at = draw() * left.reduce((sum, { weight }) => sum + weight, 0)
    const index = Math.max(0, left.findIndex(({ weight }) => (at -= weight) <= 0))
    chosen.push(left.splice(index, 1)[0].theme)
  }
  return chosen
}

type OwnerFinder = (village: string, field: OrgField, city: boolean) => Org

/** The office for a field of work at a village: the city's for the city's waters, else the district's; chief offices are the town's. */
function ownerFinder(offices: readonly Org[]): OwnerFinder {
  const byField = new Map<string, Org>()
  for (const org of offices) if (!byField.has(`${org.division} ${org.field}`)) byField.set(`${org.division} ${org.field}`, org)
  return (village, field, city) => {
    const district = village.slice(0, 6)
    const divisions = [...(field === 'office' ? [village.slice(0, 9)] : []), ...(city ? [] : [district]), `${village.slice(0, 4)}00`]
    const found = divisions.map((division) => byField.get(`${division} ${field}`)).find((org) => org)
    if (!found) throw new Error(`No office for ${field} at ${village}`)
    return found
  }
}

const letters: Record<List, string> = { problem: 'P', goal: 'G', task: 'T', measure: 'M', responsibility: 'R' }

class Strategy {
  readonly row: Row
  private readonly startsOn: string
  private readonly endsOn: string
  private readonly counts: Record<List, number> = { problem: 0, goal: 0, task: 0, measure: 0, responsibility: 0 }
  private readonly water: WaterRecord
  private readonly draw: Random

  constructor(water: WaterRecord, draw: Random) {
    this.water = water
    this.draw = draw
    const city = water.level === 'city'
    // three years where the top chief is the city's, else two (F27)
    const first = city || draw() < 0.55 ? 2025 : 2026
    this.startsOn = `${first}-01-01`
    this.endsOn = `${first + (city ? 2 : 1)}-12-31`
    const approver = city ? `${water.division.slice(0, 4)}00` : water.division.slice(0, 6)
    this.row = {
      code: `${water.code}-${first}`, water: water.code, starts_on: this.startsOn, ends_on: this.endsOn, edition: first - 2022 + (city ? 0 : 1),
      approved_by: `${approver}-00`, approved_on: addDays(this.startsOn, -20 - Math.floor(draw() * 40)),
    }
  }

  /** The items of one theme at one place. */
  address(theme: Theme, { village, place, town }: { village: string; place: string; town: string }, orgOf: OwnerFinder): Row[] {
    const { draw, water } = this
    const city = water.level === 'city' && draw() < 0.5
    const works = this.someOf(theme.works).map((work) => ({ work, owner: orgOf(village, work.owner, city), ...this.progress(work) }))
    const [{ owner: lead }] = works
    const due = works.map(({ dueOn }) => dueOn).sort().pop() ?? this.endsOn
    const finished = works.every(({ doneOn }) => doneOn) ? (works.map(({ doneOn }) => doneOn).sort().pop() ?? null) : null
    const yearEnd = `${due.slice(0, 4)}-12-31`
    const review = finished && monthEnd(addDays(finished, 20))
    const reviewed = review && finished <= yearEnd && review > yearEnd ? yearEnd : review
    const say = (template: string, n: number) =>
      fill(template, { water: water.name, place, town, target: water.target, lead: lead.name, year: due.slice(0, 4), n: String(n) })

    const item = (list: List, template: string, answers: string | null, rest: Partial<Row> = {}, n = works[0].quantity): Row => {
      const seq = ++this.counts[list]
      return {
        code: `${this.row.code}-${letters[list]}${String(seq).padStart(2, '0')}`, strategy: this.row.code, list, seq, answers, text: say(template, n),
        owner: null, division: village, quantity: null, done: null, unit: null, due_on: null, done_on: null, ...rest,
      }
    }
    const codeOf = (row: Row) => String(row.code)
    const problem = item('problem', pick(draw, theme.problem), null)
    const goal = item('goal', pick(draw, theme.goal), codeOf(problem), {
      owner: `${village.slice(0, 6)}-00`, due_on: yearEnd, done_on: reviewed && reviewed <= today ? reviewed : null,
    })
    const task = item('task', pick(draw, theme.task), codeOf(goal), { owner: lead.code, due_on: due, done_on: finished })
    const measures = works.map(({ work, owner, quantity, done, dueOn, doneOn }) =>
      item('measure', work.text, codeOf(task), { owner: owner.code, quantity, done, unit: work.unit, due_on: dueOn, done_on: doneOn }, quantity))
    const responsibility = item('responsibility', theme.duty, codeOf(task), { owner: `${village.slice(0, 9)}-00` })
    return [problem, goal, task, ...measures, responsibility]
  }

  /** The first work always, so that a problem may speak of its quantity; one more often. */
  private someOf(works: readonly Work[]): Work[] {
    const [first, ...rest] = works
    return rest.length && this.draw() < 0.55 ? [first, pick(this.draw, rest)] : [first]
  }

  /** How far a work is today: most of what is due is done on time, some late, a few not yet. */
  private progress({ range: [least, most, step] }: Work) {
    const { draw } = this
    const decimals = step < 1 ? 1 : 0
    const stepped = (amount: number) => Number((Math.floor(amount / step + 1e-9) * step).toFixed(decimals))
    const quantity = stepped(least + draw() ** 1.6 * (most - least))
    const dueOn = monthEnd(anyDay(draw, addDays(this.startsOn, 90), this.endsOn))
    const partly = (share: number) => Math.min(stepped(quantity * share), Number((quantity - step).toFixed(decimals)))
    const fate = draw()
    if (dueOn < today) {
      const doneOn = fate < shareOverdue
        ? null
        : addDays(dueOn, fate < shareOverdue + shareLate ? 5 + Math.floor(draw() * 60) : -Math.floor(draw() * 40))
      if (doneOn && doneOn <= today) return { quantity, done: quantity, dueOn, doneOn }
      return { quantity, done: partly(0.4 + 0.5 * draw()), dueOn, doneOn: null }
    }
    if (fate < 0.08) return { quantity, done: quantity, dueOn, doneOn: addDays(today, -1 - Math.floor(draw() * 60)) }
    const elapsed = daysBetween(this.startsOn, today) / daysBetween(this.startsOn, dueOn)
    return { quantity, done: partly(elapsed * (0.6 + 0.4 * draw())), dueOn, doneOn: null }
  }
}

/** Fills a template's braces; a brace nobody fills is a mistake of the template. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!values[name]) throw new Error(`Nothing to fill {${name}} in ${template}`)
    return values[name]
  })
}
