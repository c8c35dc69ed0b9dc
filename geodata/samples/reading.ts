// What a laboratory writes into a cell: a value, that it is below the detection limit, that there is none, or why.
import { items, type ItemKey } from '../../domain/quality/items.ts'
import { text, type Text } from '../../domain/text.ts'
import { plain, saysNothing, shown } from '../import/written.ts'

export type Reading =
  | { value: number; below: boolean; remark?: Text }
  /** Below a detection limit that the cell does not say. */
  | { below: true }
  /** Nothing was measured, and nothing is said of it. */
  | null
  /** Why nothing was measured. */
  | { reason: string }
  | { trouble: Text }

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const figure = String.raw`\d+(?:\.\d*)?|\.\d+`
/** 2.4×10⁴, before what tells the power from a figure is folded away. */
const power = new RegExp(String.raw`(${figure})\s*[×xX*·]\s*10\s*(?:\^\s*\(?\s*(\d{1,2})\s*\)?|([${superscripts}]{1,2}))`)
const number = new RegExp(String.raw`^(?:${figure})(?:e[-+]?\d{1,2})?$`, 'i')

/** HJ 91.2-2022: what is below the detection limit is reported as the limit with an L behind it. */
const belowBefore = new RegExp(String.raw`^(?:<|≤|小于|低于|l)(${figure})l?$`, 'i')
const belowBehind = new RegExp(String.raw`^(${figure})\s*l$`, 'i')
const unseen = /^(n\.?d\.?|未检出|未检测出|未捡出|bdl|<\s*(dl|lod|mdl)|低于检出限|小于检出限|检出限以下|l)$/i
const above = new RegExp(String.raw`^(?:>|≥|大于)(${figure})$`)

const reasons = /断流|干涸|干枯|枯水|无水|缺水|结冰|冰封|道路|封路|施工|故障|停电|停测|维护|检修|校准|未采|未监测|未测|无法|台风|洪水|封控|停运|暂停|异常/

/** What the laws of water allow, far beyond what is likely: [least, most] in the item's unit (our proposal). */
const possible: Partial<Record<ItemKey, [number, number]>> = {
  temperature: [-5, 60], pH: [0, 14], DO: [0, 40], transparency: [0, 3000], ORP: [-1000, 1000],
}

const wrong = (zh: string, en: string): Reading => ({ trouble: text(zh, en) })

/**
 * What a cell says of an item; `factor` turns its figures into the item's unit. Figures with something behind them that is not
 * known to mean anything (7.2hd, 4.52DEL) are told, never taken for a number.
 */
export function readingOf(item: ItemKey, cell: string | number | boolean | null | undefined, factor: number): Reading {
  if (cell === null || cell === undefined || cell === '') return null
  if (typeof cell === 'number') return valueOf(item, cell, factor)
  const raised = String(cell).replace(power, (_, base: string, exponent: string | undefined, raised: string | undefined) =>
    `${base}e${exponent ?? [...(raised ?? '')].map((sign) => superscripts.indexOf(sign)).join('')}`)
  const written = plain(raised)
  if (written === '') return null
  if (unseen.test(written)) return { below: true }
  const compact = written.replace(/\s+(?![\d.])|(?<![\d.])\s+/g, '').replace(/(?<=\d),(?=\d{3}(\D|$))/g, '')
  const limit = belowBefore.exec(compact)?.[1] ?? belowBehind.exec(compact)?.[1]
  if (limit !== undefined) return belowOf(item, Number(limit), factor)
  if (number.test(compact) || /^-\d/.test(compact)) return valueOf(item, Number(compact), factor, written)
  const beyond = above.exec(compact)?.[1]
  if (beyond !== undefined) {
    const found = valueOf(item, Number(beyond), factor)
    const words = text(`超出量程的“${shown(written)}”按 ${beyond} 记`, `"${shown(written)}", beyond the range, is kept as ${beyond}`)
    return found && 'value' in found ? { ...found, remark: words } : found
  }
  if (/^\d+,\d+$/.test(compact)) {
    const found = valueOf(item, Number(compact.replace(',', '.')), factor)
    return found && 'value' in found ? { ...found, remark: text('逗号读作小数点', 'a comma is read as a decimal point') } : found
  }
  if (saysNothing(written, 'other')) return null
  if (reasons.test(written) && !/\d/.test(written)) return { reason: written.slice(0, 100) }
  return wrong(`“${shown(written)}” 不是${items[item].zh}的数值，也不是检出限的写法`, `"${shown(written)}" is neither a value of ${items[item].en} nor a detection limit`)
}

const kept = (value: number, factor: number) => (factor === 1 ? value : Number((value * factor).toPrecision(12)))

function belowOf(item: ItemKey, limit: number, factor: number): Reading {
  if (item === 'temperature' || item === 'pH' || item === 'DO' || item === 'ORP' || limit === 0)
    return wrong(`${items[item].zh}没有“低于检出限”`, `${items[item].en} is never below a detection limit`)
  return { value: kept(limit, factor), below: true }
}

function valueOf(item: ItemKey, figure: number, factor: number, written = String(figure)): Reading {
  const value = kept(figure, factor)
  const [least, most] = possible[item] ?? [0, Infinity]
  if (!Number.isFinite(value) || value < least || value > most) return wrong(`${items[item].zh} ${shown(written)} 不可能`, `${items[item].en} cannot be ${shown(written)}`)
  return { value, below: false }
}
