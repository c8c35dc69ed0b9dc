// The roll of people: codes and telephone numbers in order of entry, posts in the words of each level.
import { personName } from './personNames.ts'
import type { Random } from './random.ts'
import type { Row } from './rows.ts'
import type { Division } from './types.ts'

export type Role = 'chief' | 'reach_chief' | 'grid_member' | 'delegate' | 'staff'

export class Roll {
  readonly rows: Row[] = []
  readonly contacts: Row[] = []
  private readonly draw: Random

  constructor(draw: Random) {
    this.draw = draw
  }

  /** Enters someone and gives the code. Telephone numbers are of a form no network issues. */
  enter(role: Role, post: string, org: string | null, division: string): string {
    const serial = this.rows.length + 1
    const code = `R${String(serial).padStart(6, '0')}`
    const phone = `19${9 - (Math.floor(serial / 10_000) % 10)}-0000-${String(serial % 10_000).padStart(4, '0')}`
    this.rows.push({ code, name: personName(this.draw), role, post, org, division })
    this.contacts.push({ person: code, phone })
    return code
  }

  /** Marks a post as the one somebody had. */
  retire(code: string) {
    const row = this.rows[Number(code.slice(1)) - 1]
    row.post = `原${String(row.post)}`
  }
}

/** The chief office a division reports to: its own, or its town's. */
export const officeOf = (division: string): string => `${division.slice(0, 9)}-00`

const posts = {
  city: ['市委书记、第一总河长', '市长、总河长', '市委副书记、副总河长', '常务副市长', '副市长', '副市长', '副市长', '市委常委、统战部部长', '市人大常委会副主任', '市政协副主席', '市委常委、秘书长', '副市长、市公安局局长'],
  district: ['委书记、第一总河长', '区长、总河长', '委副书记', '常务副区长', '副区长', '副区长', '人大常委会主任', '政协主席', '副区长', '委常委、宣传部部长'],
  镇: ['党委书记', '党委副书记、镇长', '党委委员、副镇长', '人大主席', '副镇长', '党委副书记'],
  街道: ['党工委书记', '党工委副书记、办事处主任', '党工委委员、办事处副主任', '人大工委主任', '办事处副主任', '党工委副书记'],
  村: ['党总支书记、村委会主任', '党总支副书记', '党总支委员'],
  社区: ['党委书记、居委会主任', '党委副书记', '居委会副主任'],
} as const

/** The post of the holder of a division's n-th seat, from 0. */
export function chiefPost(division: Division, seat: number): string {
  const of = (list: readonly string[]) => list[seat % list.length]
  if (division.level === 'city') return division.name.replace(/市$/, '') + of(posts.city)
  if (division.level === 'district') return division.name + of(posts.district)
  if (division.level === 'town') return division.name + of(division.kind.includes('街') ? posts.街道 : posts.镇)
  return division.name + of(division.name.endsWith('村') ? posts.村 : posts.社区)
}

export const staffPosts = {
  office: ['河长办专职副主任', '综合科科长', '督查科科长', '巡查科副科长', '一级科员', '四级主任科员', '信息专员', '巡查队员'],
  department: ['分管负责人', '业务科科长', '业务科副科长', '河长制联络员', '工程师', '一级科员', '四级主任科员'],
  town: ['主任', '副主任', '专职联络员', '执法队员', '一级科员', '办事员'],
} as const

export const delegatePosts = ['人大代表', '政协委员'] as const
