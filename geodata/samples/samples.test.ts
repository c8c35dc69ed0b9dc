import { describe, expect, it } from 'vitest'
import type { ItemKey } from '../../domain/quality/items.ts'
import type { Cell } from '../import/read/cells.ts'
import { headingOf } from './headings.ts'
import { readingOf } from './reading.ts'
import { sheetOf } from './sheet.ts'

const sheet = (rows: Cell[][], limits: Partial<Record<ItemKey, number>> = {}) => sheetOf(rows, { file: 'x.csv', limits, today: '2026-11-28' })
const table = (text: string): Cell[][] => text.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim() || null))
const said = (remarks: { zh: string }[]) => remarks.map(({ zh }) => zh)

describe('a title', () => {
  it.each<[title: string, heading: object | null]>([
    ['氨氮', { item: 'NH3N', factor: 1 }], ['氨氮(mg/L)', { item: 'NH3N', factor: 1 }], ['氨氮（NH₃-N）（mg/L）', { item: 'NH3N', factor: 1 }],
    ['NH3-N', { item: 'NH3N', factor: 1 }], ['总磷（以P计）', { item: 'TP', factor: 1 }], ['总磷(μg/L)', { item: 'TP', factor: 0.001 }],
    ['总磷 µg/L', { item: 'TP', factor: 0.001 }], ['高锰酸盐指数mg/L', { item: 'CODMn', factor: 1 }], ['CODCr', { item: 'COD', factor: 1 }],
    ['水温（℃）', { item: 'temperature', factor: 1 }], ['pH值（无量纲）', { item: 'pH', factor: 1 }], ['粪大肠菌群（MPN/100mL）', { item: 'coliform', factor: 10 }],
    ['电导率(mS/m)', { item: 'conductivity', factor: 10 }], ['电导率（μS/cm）', { item: 'conductivity', factor: 1 }], ['透明度(m)', { item: 'transparency', factor: 100 }],
    ['*断面名称', { role: 'section' }], ['断面编码（必填）', { role: 'code' }], ['采样时间', { role: 'day' }], ['叶绿素a', null], ['', null],
    ['氨氮（磅）', { item: 'NH3N', unit: '磅' }], ['溶解氧(mg/L)', { item: 'DO', factor: 1 }], ['Total phosphorus (ug/L)', { item: 'TP', factor: 0.001 }],
  ])('%s', (title, heading) => expect(headingOf(title)).toEqual(heading))
})

describe('a cell', () => {
  it.each<[cell: Cell, read: object | null]>([
    [0.12, { value: 0.12, below: false }], ['0.12', { value: 0.12, below: false }], ['０．１２', { value: 0.12, below: false }], ['1,200', { value: 1200, below: false }],
    ['0.005L', { value: 0.005, below: true }], ['0.005 l', { value: 0.005, below: true }], ['<0.05', { value: 0.05, below: true }], ['＜0.05', { value: 0.05, below: true }],
    ['<0.05L', { value: 0.05, below: true }], ['ND', { below: true }], ['未检出', { below: true }], ['n.d.', { below: true }], ['L', { below: true }], ['低于检出限', { below: true }],
    ['—', null], ['/', null], ['', null], [null, null], ['断流', { reason: '断流' }], ['未采样', { reason: '未采样' }],
    ['2.4×10⁴', { value: 24_000, below: false }], ['2.4*10^4', { value: 24_000, below: false }], ['2.4E+04', { value: 24_000, below: false }],
  ])('%s is a reading, below the limit, nothing, or why there is none', (cell, read) => expect(readingOf('coliform', cell, 1)).toEqual(read))
  it.each<[cell: Cell]>([['7.2hd'], ['4.52DEL'], ['6-9'], ['1.3×104'], ['7.2*'], ['约0.3'], ['-3'], ['0.0.5'], ['3 4'], ['<'], ['1e999'], ['L0.']])('%s is told, never taken for a number', (cell) =>
    expect(readingOf('NH3N', cell, 1)).toHaveProperty('trouble'))
  it('is turned into the item’s unit without a tail', () => expect(readingOf('TP', '351', 0.001)).toEqual({ value: 0.351, below: false }))
  it('cannot be what water cannot', () => {
    for (const [item, cell] of [['pH', '15'], ['temperature', '80'], ['DO', '55'], ['pH', '<6']] as const) expect(readingOf(item, cell, 1)).toHaveProperty('trouble')
  })
  it('beyond the range says so', () => expect(readingOf('coliform', '>24000', 1)).toMatchObject({ value: 24_000, below: false, remark: {} }))
})

describe('a wide sheet', () => {
  it('gives a sample a row: readings, what is below, the tide, and why there is none', () => {
    const { samples, troubles, ignored } = sheet(table(`
      榕州市 2026 年 10 月水质监测结果 | | | | | | |
      断面编码 | 断面名称 | 采样日期 | 潮汐 | pH | 氨氮(mg/L) | 石油类(mg/L) | 叶绿素a
      A1 | 甲断面 | 2026-10-05 10:30 | 涨潮 | 7.2 | 0.31 | 0.01L | 3
      A2 | 乙断面 | 2026年10月6日 | 退潮 | 7.0 | 未检出 | — | 4
      A3 | 丙断面 | 2026/10/7 | | 断流 | 断流 | 断流 |`), { NH3N: 0.025 })
    expect(troubles).toEqual([])
    expect(ignored).toEqual(['叶绿素a'])
    expect(samples).toEqual([
      { row: 3, code: 'A1', section: '甲断面', at: '2026-10-05T10:30', kind: 'monthly', tide: '涨', missing: null, readings: { pH: 7.2, NH3N: 0.31, oil: 0.01 }, below: ['oil'] },
      { row: 4, code: 'A2', section: '乙断面', at: '2026-10-06T00:00', kind: 'monthly', tide: '落', missing: null, readings: { pH: 7, NH3N: 0.025 }, below: ['NH3N'] },
      { row: 5, code: 'A3', section: '丙断面', at: '2026-10-07T00:00', kind: 'monthly', tide: null, missing: '断流', readings: {}, below: [] },
    ])
  })

  it('may have titles in two rows, units and limits below them, merged cells, means and notes', () => {
    const { samples, remarks, troubles } = sheet(table(`
      序号 | 断面 | 采样时间 | 监测项目 | |
      | | | 氨氮 | 总磷 | 总铜
      单位 | | | mg/L | mg/L | μg/L
      检出限 | | | 0.025 | 0.01 | 1
      1 | 甲 | 2026-10-05 | ND | 0.12 | 3
      2 | | 2026-10-20 | 0.4 | 0.01L | ND
      | 平均值 | | 0.2 | 0.06 | 2
      Ⅲ类标准 | | | 1.0 | 0.2 | 1000
      注：ND 表示未检出 | | | | |`))
    expect(troubles).toEqual([])
    expect(samples.map(({ section, at, readings, below }) => [section, at.slice(0, 10), readings, below])).toEqual([
      ['甲', '2026-10-05', { NH3N: 0.025, TP: 0.12, Cu: 0.003 }, ['NH3N']], ['甲', '2026-10-20', { NH3N: 0.4, TP: 0.01, Cu: 0.001 }, ['TP', 'Cu']],
    ])
    expect(said(remarks).join()).toMatch(/断面空着的行.*取上一行/)
    expect(said(remarks).join()).toMatch(/平均之类的行没有导入/)
  })

  it('names each wrong cell with its row, and takes no row in part', () => {
    const { samples, troubles } = sheet(table(`
      断面 | 日期 | 氨氮 | pH
      甲 | 2026-10-05 | 7.2hd | 7
      乙 | 2026-13-05 | 0.1 | 7
      丙 | 2026-12-05 | 0.1 | 7
      丁 | 2026-10-05 | ND | 7
      戊 | 2026-10-05 | | 
      己 | 2026-10-05 | 0.3 | 7`))
    expect(samples.map(({ section }) => section)).toEqual(['己'])
    expect(troubles.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6])
  })

  it('takes the month from the title where it has no days, and says so', () => {
    const { samples, remarks } = sheet(table(`
      2026年10月份水质 | |
      断面 | 氨氮 | 总磷
      甲 | 0.1 | 0.2`))
    expect([samples[0]?.at, said(remarks)[0]]).toEqual(['2026-10-01T00:00', expect.stringContaining('记作 2026-10-01')])
    expect(() => sheet(table('断面|氨氮\n甲|0.1'))).toThrow(/没有采样日期/)
  })

  it('is refused where two columns are one item, a unit is unknown, or it is no such sheet', () => {
    expect(() => sheet(table('断面|日期|氨氮|NH3-N\n甲|2026-10-01|1|2'))).toThrow(/两列/)
    expect(() => sheet(table('断面|日期|氨氮（磅）\n甲|2026-10-01|1'))).toThrow(/不认识单位/)
    expect(() => sheet(table('姓名|电话\n甲|1'))).toThrow(/不像水质监测表/)
  })

  it('says what is written twice: the same once more is a remark, something else an error', () => {
    const { samples, troubles, remarks } = sheet(table(`
      断面 | 日期 | 氨氮
      甲 | 2026-10-05 | 1
      甲 | 2026-10-05 | 1
      甲 | 2026-10-05 | 2`))
    expect([samples.length, troubles.map(({ row }) => row), remarks.length]).toEqual([1, [4], 1])
  })

  it('knows years, months and days in columns of their own, hours beside them, and automatic stations', () => {
    const { samples } = sheet(table(`
      站名 | 年 | 月 | 日 | 时间 | 监测方式 | 氨氮
      甲 | 2026 | 10 | 5 | 8:00 | 自动 | 1`))
    expect(samples[0]).toMatchObject({ at: '2026-10-05T08:00', kind: 'automatic' })
  })
})

describe('a long sheet', () => {
  it('gathers the readings of a section and time into a sample', () => {
    const { samples, remarks, troubles } = sheet(table(`
      点位名称 | 采样日期 | 检测项目 | 检测结果 | 单位 | 检出限
      甲 | 2026-10-05 | 氨氮 | 0.31 | mg/L | 0.025
      甲 | 2026-10-05 | 总铜 | ND | μg/L | 1
      甲 | 2026-10-05 | 叶绿素a | 3 | μg/L |
      乙 | 2026-10-05 | 氨氮 | <0.025 | mg/L |`))
    expect(troubles).toEqual([])
    expect(samples.map(({ section, readings, below }) => [section, readings, below])).toEqual([
      ['甲', { NH3N: 0.31, Cu: 0.001 }, ['Cu']], ['乙', { NH3N: 0.025 }, ['NH3N']]])
    expect(said(remarks)).toEqual(['项目“叶绿素a”不在册，没有导入'])
  })

  it('takes no sample in part', () => {
    const { samples, troubles } = sheet(table(`
      点位 | 日期 | 项目 | 结果
      甲 | 2026-10-05 | 氨氮 | 0.31
      甲 | 2026-10-05 | 总磷 | 4.52DEL`))
    expect([samples, troubles.length]).toEqual([[], 1])
  })
})

it('sections side by side are read column by column', () => {
  const { samples, troubles } = sheet(table(`
    检测项目 | 单位 | 甲断面 | 乙断面
    采样日期 | | 2026-10-05 | 2026-10-06
    氨氮 | mg/L | 0.3 | 0.4
    总磷 | μg/L | 120 | ND`), { TP: 0.01 })
  expect(troubles).toEqual([])
  expect(samples.map(({ section, at, readings, below }) => [section, at.slice(0, 10), readings, below])).toEqual([
    ['甲断面', '2026-10-05', { NH3N: 0.3, TP: 0.12 }, []], ['乙断面', '2026-10-06', { NH3N: 0.4, TP: 0.01 }, ['TP']]])
})
