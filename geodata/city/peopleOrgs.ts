// Chief offices (河长办) and departments of the city, its districts and towns.
import type { Division, Places } from './types.ts'

export interface Org {
  code: string
  name: string
  kind: 'chief_office' | 'department'
  level: 'city' | 'district' | 'town'
  division: string
  parent: string | null
  phone: string
  /** What a department is for; the chief office is `office`. */
  field: OrgField
}

export type OrgField =
  | 'office' | 'water' | 'ecology' | 'housing' | 'cityCare' | 'farming' | 'planning' | 'forestry' | 'transport'
  | 'industry' | 'market' | 'police' | 'health' | 'reform' | 'finance' | 'culture' | 'emergency' | 'monitoring'

/** `*` stands for the division's name, `@` for the city's. */
const cityDepartments: [OrgField, string][] = [
  ['water', '*水务局'], ['ecology', '*生态环境局'], ['cityCare', '*城市管理和综合执法局'], ['housing', '*住房和城乡建设局'],
  ['farming', '*农业农村局'], ['planning', '*规划和自然资源局'], ['forestry', '*林业和园林局'], ['transport', '*交通运输局'],
  ['industry', '*工业和信息化局'], ['market', '*市场监督管理局'], ['police', '*公安局'], ['health', '*卫生健康委员会'],
  ['reform', '*发展和改革委员会'], ['finance', '*财政局'], ['culture', '*文化广电旅游局'], ['emergency', '*应急管理局'],
  ['transport', '*港务局'], ['monitoring', '*河涌监测中心'],
]
const districtDepartments: [OrgField, string][] = [
  ['water', '*水务局'], ['ecology', '@生态环境局*分局'], ['cityCare', '*城市管理和综合执法局'], ['housing', '*住房和城乡建设局'],
  ['farming', '*农业农村局'], ['planning', '@规划和自然资源局*分局'], ['forestry', '*林业和园林局'], ['transport', '*交通运输局'],
  ['industry', '*科技工业商务和信息化局'], ['market', '*市场监督管理局'], ['police', '@公安局*分局'], ['health', '*卫生健康局'],
  ['reform', '*发展和改革局'], ['finance', '*财政局'],
]
const townDepartments: [OrgField, string][] = [
  ['cityCare', '*综合行政执法办公室'], ['housing', '*规划建设办公室'], ['farming', '*农业农村办公室'], ['ecology', '*生态环境保护办公室'], ['emergency', '*应急管理办公室'],
]
const streetDepartments: [OrgField, string][] = [
  ['cityCare', '*综合行政执法办公室'], ['housing', '*城市管理办公室'], ['water', '*市政水务服务中心'], ['ecology', '*公共服务办公室'], ['emergency', '*平安法治办公室'],
]

/**
 * One chief office for each division down to the town, and `departments` departments: all of the city's
 * and districts', the rest over the towns.
 */
export function orgs(places: Places, departments: number): Org[] {
  const governed = places.divisions.filter(({ level }) => level !== 'village')
  const city = governed.find(({ level }) => level === 'city')?.name ?? ''
  const made: Org[] = []
  const add = (division: Division, serial: number, field: OrgField, pattern: string) => {
    const parent = serial ? `${division.code}-00` : division.parent && `${division.parent}-00`
    made.push({
      code: `${division.code}-${String(serial).padStart(2, '0')}`,
      name: pattern.replace('*', division.name).replace('@', city),
      kind: serial ? 'department' : 'chief_office',
      level: division.level as Org['level'],
      division: division.code,
      parent,
      phone: `020-0000-${String(made.length % 10_000).padStart(4, '0')}`,
      field,
    })
  }
  for (const division of governed) add(division, 0, 'office', division.level === 'city' ? '*河长制办公室' : '*河长办')

  const wanted: [Division, number, [OrgField, string]][] = []
  for (const division of governed) {
    if (division.level === 'town') continue
    const list = division.level === 'city' ? cityDepartments : districtDepartments
    list.forEach((department, i) => wanted.push([division, i + 1, department]))
  }
  const towns = governed.filter(({ level }) => level === 'town')
  for (let i = 0; i < townDepartments.length; i++) {
    for (const town of towns) wanted.push([town, i + 1, (town.kind.includes('街') ? streetDepartments : townDepartments)[i]])
  }
  for (const [division, serial, [field, pattern]] of wanted.slice(0, departments)) add(division, serial, field, pattern)
  return made
}
