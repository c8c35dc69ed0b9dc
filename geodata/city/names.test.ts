import { describe, expect, test } from 'vitest'
import { Names } from './names.ts'
import { personName } from './personNames.ts'
import { random } from './random.ts'

describe('names', () => {
  test('thousands of villages get different names, all of two to four characters and their kind', () => {
    const names = new Names(1, 'test')
    const villages = Array.from({ length: 3000 }, (_, k) => names.village(k % 3 ? '村' : '社区'))
    expect(new Set(villages).size).toBe(3000)
    for (const name of villages) expect(name).toMatch(/^\p{Script=Han}{2,3}(村|社区)$/u)
  })

  test('a province of rivers gets different names, none of a river of the region', () => {
    const names = new Names(1, 'test')
    const rivers = Array.from({ length: 13_680 }, (_, k) => names.river(k % 2 ? 'creek' : 'brook', null))
    expect(new Set(rivers).size).toBe(rivers.length)
    for (const name of ['流溪河', '石井河', '东江', '深涌', '乌涌', '沙河', '石门涌']) expect(rivers).not.toContain(name)
  })

  test('a creek often bears the name of its village', () => {
    const names = new Names(1, 'test')
    const called = Array.from({ length: 60 }, (_, k) => names.river('creek', `${'榕鹭荔蕉'[k % 4]}${'塘岗洲围埗朗坪田陂桥埔浦岭圩塱'[Math.floor(k / 4)]}村`))
    expect(called.filter((name) => /^[榕鹭荔蕉][塘岗洲围埗朗坪田陂桥埔浦岭圩塱][涌沥]$/.test(name)).length).toBeGreaterThan(20)
  })

  test('small waters of one village are numbered from the second', () => {
    const names = new Names(1, 'test')
    expect(['鱼塘', '鱼塘', '山塘'].map((kind) => names.smallWater('大塘村', kind))).toEqual(['大塘村鱼塘', '大塘村2号鱼塘', '大塘村山塘'])
  })

  test('people have two or three characters, mostly three, and the same draw names the same person', () => {
    const draw = random(1, 'people')
    const people = Array.from({ length: 2000 }, () => personName(draw))
    for (const name of people) expect(name).toMatch(/^\p{Script=Han}{2,3}$/u)
    expect(people.filter((name) => name.length === 3).length).toBeGreaterThan(1600)
    expect(new Set(people).size).toBeGreaterThan(1700)
    expect(personName(random(1, 'people'))).toBe(people[0])
  })
})
