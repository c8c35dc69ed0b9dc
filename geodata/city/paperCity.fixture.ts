// A city on paper for tests: divisions that nest and waters that run through them, without any shape.
import { random } from './random.ts'
import type { Row } from './rows.ts'
import type { Division, Places } from './types.ts'

export interface Size {
  districts: number
  townsEach: number
  villagesEach: number
  rivers: number
  lakes: number
  reservoirs: number
  smallWaters: number
}

export const smallTown: Size = { districts: 2, townsEach: 4, villagesEach: 6, rivers: 30, lakes: 4, reservoirs: 6, smallWaters: 60 }

export function paperCity(size: Size): { places: Places; waters: Row[] } {
  const draw = random(7, 'paper city')
  const divisions: Division[] = []
  const add = (code: string, level: Division['level'], kind: string, name: string, parent: string | null) =>
    divisions.push({ code, level, kind, name, parent, polygons: [], area: 0, builtUp: draw() })
  add('449000', 'city', '市', '榕州市', null)
  const villages: string[] = []
  for (let d = 1; d <= size.districts; d++) {
    const district = `4490${String(d).padStart(2, '0')}`
    add(district, 'district', '区', `第${d}区`, '449000')
    for (let t = 1; t <= size.townsEach; t++) {
      const town = `${district}${String(t).padStart(3, '0')}`
      const kind = t % 2 ? '街道' : '镇'
      add(town, 'town', kind, `第${d}${t}${kind}`, district)
      for (let v = 1; v <= size.villagesEach; v++) {
        const code = `${town}${String(v).padStart(3, '0')}`
        add(code, 'village', v % 2 ? '社区' : '村', `大${d}${t}${v}${v % 2 ? '社区' : '村'}`, town)
        villages.push(code)
      }
    }
  }
  const anyVillage = () => villages[Math.floor(draw() * villages.length)]
  const rows: Row[] = []
  const water = (row: Row) => rows.push({ subkind: null, river: null, flow_mode: null, length_m: null, width_m: null, area_m2: null, catchment_km2: null, capacity_10k_m3: null, target_class: 'Ⅲ', ...row })
  const rivers: string[] = []
  for (let r = 0; r < size.rivers; r++) {
    const first = Math.floor(draw() * villages.length)
    const level = r < size.rivers / 50 + 1 ? 'city' : r < size.rivers / 5 ? 'district' : 'town'
    const across = (level === 'city' ? 12 : level === 'district' ? 8 : 3) + Math.floor(draw() * 8)
    const passed = villages.slice(first, first + across)
    const mouth = passed[passed.length - 1]
    const code = `${mouth.slice(0, 6)}-${String(r + 1).padStart(4, '0')}`
    rivers.push(code)
    const common = { level, flow_mode: r % 4 ? 'one_way' : 'tidal', width_m: 6 + 40 * draw(), catchment_km2: 3 + 20 * draw() }
    water({ ...common, code, kind: 'river', name: `${r + 1}号涌`, subkind: '河涌', division: mouth.slice(0, level === 'town' ? 9 : 6), length_m: 900 * passed.length })
    passed.forEach((division, i) =>
      water({ ...common, code: `${code}-${String(i + 1).padStart(2, '0')}`, kind: 'reach', name: `${r + 1}号涌·${i + 1}段`, river: code, division, length_m: 900 }))
  }
  const still = (kind: string, letter: string, number: number, level: string, onRiver: boolean) => {
    for (let i = 1; i <= number; i++) {
      const division = anyVillage()
      water({
        code: `${division.slice(0, 6)}-${letter}${String(i).padStart(4, '0')}`, kind, name: `${kind}${i}`, level, division,
        river: onRiver && i % 2 ? rivers[i % rivers.length] : null, area_m2: 40_000 + 400_000 * draw(), capacity_10k_m3: kind === 'reservoir' ? 20 + 400 * draw() : null,
      })
    }
  }
  still('lake', 'H', size.lakes, 'district', true)
  still('reservoir', 'K', size.reservoirs, 'town', true)
  still('small_water', 'X', size.smallWaters, 'village', false)
  return {
    places: { divisions, grids: [], byCode: new Map(divisions.map((division) => [division.code, division])), villageAt: () => null },
    waters: rows,
  }
}
