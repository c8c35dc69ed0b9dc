// Drainage units (排水单元): every block of built-up land, what it is, and whether it drains as it should.
import { anyDay } from '../calendar.ts'
import { smoothstep } from '../geometry.ts'
import { fractal, noise, random, type Random } from '../random.ts'
import type { Division } from '../types.ts'
import { blocks, type Block } from './blocks.ts'
import { addressOf, pick, serials, weighted, type City } from './city.ts'
import { estates, industries, lovely, markets, numerals, offices, roads } from './words.ts'

export type UnitKind = '住宅类' | '机关事业单位类' | '部队类' | '工业类' | '商业类' | '村居类'

export interface Unit extends Block {
  code: string
  name: string
  kind: UnitKind
  address: string
  separated: boolean
  compliant: boolean
  compliantOn: string | null
}

export function units(city: City, count: number): Unit[] {
  const { land, places, surface, seed } = city
  const draw = random(seed, 'units')
  const works = fractal(noise(seed, 'works'), 2)
  const codeOf = serials('D', 5)
  const names = new UnitNames(city, draw)
  return blocks(land, places, surface, { seed, count }).map((block): Unit => {
    const kind = kindOf(draw, block, works(block.inner[0] / 4200, block.inner[1] / 4200))
    const separated = draw() < (kind === '村居类' ? 0.78 : 0.93)
    const compliant = separated && draw() < (kind === '村居类' ? 0.84 : 0.97)
    return {
      ...block,
      code: codeOf(block.village.code),
      name: names.of(kind, block.village),
      kind,
      address: `${addressOf(places, block.village.code)}${pick(draw, roads)}${1 + Math.floor(draw() * 260)}号`,
      separated,
      compliant,
      compliantOn: compliant ? anyDay(draw, '2020-06-01', draw() < 0.8 ? '2023-12-31' : '2026-10-31') : null,
    }
  })
}

/** Works gather in quarters of their own, shops in the core, village land at the fringe. */
function kindOf(draw: Random, { builtUp, village }: Block, works: number): UnitKind {
  const core = smoothstep(0.6, 0.95, builtUp)
  const rural = village.kind === '村' ? 1 : 0.25
  return weighted<UnitKind>(draw, [
    ['住宅类', 34 + 22 * core],
    ['村居类', 46 * rural * (1 - core)],
    ['工业类', 110 * smoothstep(0.08, 0.45, works) * (1 - 0.8 * core)],
    ['商业类', 6 + 20 * core],
    ['机关事业单位类', 8 + 5 * core],
    ['部队类', 0.6],
  ])
}

class UnitNames {
  private readonly taken = new Map<string, number>()

  constructor(
    private readonly city: City,
    private readonly draw: Random,
  ) {}

  of(kind: UnitKind, village: Division): string {
    const { draw } = this
    const town = this.city.places.byCode.get(village.parent ?? '')?.name ?? ''
    switch (kind) {
      case '住宅类':
        return this.only(`${pick(draw, lovely)}${pick(draw, estates)}`, '期')
      case '村居类':
        return village.kind === '村' ? `${village.name}第${this.next(village.code)}经济社` : `${village.name}第${this.next(village.code)}片区`
      case '工业类':
        return draw() < 0.3 ? this.only(`${town}工业园`, '区') : this.only(`榕州第${pick(draw, numerals)}${pick(draw, industries)}厂`, '分厂')
      case '商业类':
        return this.only(`${pick(draw, lovely)}${pick(draw, markets)}`, '期')
      case '机关事业单位类':
        return this.only(`${draw() < 0.5 ? town : village.name}${pick(draw, offices)}`, '区')
      case '部队类':
        return `部队营区${this.next('部队')}号`
    }
  }

  /** A name for the first, and the first's name with a number for those that would be called the same. */
  private only(name: string, counted: string): string {
    const number = this.next(name)
    return number === 1 ? name : `${name}${number}${counted}`
  }

  private next(name: string): number {
    const number = (this.taken.get(name) ?? 0) + 1
    this.taken.set(name, number)
    return number
  }
}
