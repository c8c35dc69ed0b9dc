// The evidence pack on paper: A4, Chinese first, drawn as vectors from the network's own lines.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buffer } from 'node:stream/consumers'
import PDFDocument from 'pdfkit'
import { items as itemWords, shownValue, type ItemKey } from '../../domain/quality/items.ts'
import { findingTitles, reasons } from '../../domain/suspects/index.ts'
import { layerOf } from '../../domain/catalogue.ts'
import type { Suspect } from '../../domain/suspects/schemas.ts'
import type { Pack, Part } from './contents.ts'

const find = createRequire(import.meta.url).resolve
const fontIn = (folder: string) => readFileSync(find(`@expo-google-fonts/noto-sans-sc/${folder}/NotoSansSC_${folder}.ttf`))
let fonts: Record<'regular' | 'bold', Buffer> | undefined
/** Ten megabytes each, read once: 30,890 characters, all of the standard list of 2013 and what stands on maps and in tables. */
const fontsOnce = () => (fonts ??= { regular: fontIn('400Regular'), bold: fontIn('700Bold') })

const page = { width: 595.28, height: 841.89, margin: 48 }
const wide = page.width - 2 * page.margin
const ink = { black: '#1b2733', soft: '#56626d', line: '#d5dadd', violet: '#6b3fa0', water: '#b9cddb', alarm: '#a8321f' }
const mostChains = 5
const mostMapped = 10
const mostExcluded = 120

/** What leaves no mark of its own: joiners, marks of direction, selectors of a variant. */
const unseen = /[\p{Default_Ignorable_Code_Point}]/gu
const control = /(?!\n)\p{Cc}+/gu
const written = (sign: string) => `〔U+${sign.codePointAt(0)!.toString(16).toUpperCase()}〕`

/** A document in our fonts. A character that is in none of them is written as its number, never left blank. */
class Paper extends PDFDocument {
  readonly missing = new Set<string>()

  constructor(options: PDFKit.PDFDocumentOptions) {
    super(options)
    for (const [name, font] of Object.entries(fontsOnce())) this.registerFont(name, font)
  }
  printable(words: string): string {
    const { font } = (this as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font
    return words.normalize('NFC').replace(unseen, '').replace(control, ' ').replace(/[^\n]/gu, (sign) => {
      if (font.hasGlyphForCodePoint(sign.codePointAt(0)!)) return sign
      this.missing.add(sign)
      return written(sign)
    })
  }
  override text(words: string, ...rest: unknown[]): this {
    return (super.text as (words: string, ...rest: unknown[]) => this)(this.printable(words), ...rest)
  }
}

type Doc = Paper
type Point = readonly [number, number]

const percent = (share: number) => `${share >= 0.0995 ? Math.round(share * 100) : (share * 100).toFixed(1)}%`
const kmOf = (metres: number) => (metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`)
const hoursOf = (seconds: number) => (seconds < 3600 ? `${Math.round(seconds / 60)} 分钟` : `${(seconds / 3600).toFixed(1)} 小时`)
const titleOf = (layer: string) => layerOf(layer)!.title.zh
const itemTitle = (item: string) => (item in itemWords ? `${itemWords[item as ItemKey].zh} ${item}` : item)
const shown = (item: string, value: number) => (item in itemWords ? shownValue(item as ItemKey, value) : String(value))
const unitOf = (item: string) => (item in itemWords ? itemWords[item as ItemKey].unit : '')
const inCity = (at: Date) => at.toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })

export function pdf(pack: Pack): Promise<Buffer> {
  const doc = new Paper({ size: 'A4', margin: page.margin, bufferPages: true, info: { Title: `溯源证据包 ${pack.place.name}`, Author: pack.by, CreationDate: pack.madeAt } })
  const whole = buffer(doc)
  front(doc, pack)
  curve(doc, pack)
  maps(doc, pack)
  chains(doc, pack)
  table(doc, pack)
  excluded(doc, pack)
  unprinted(doc)
  const { start, count } = doc.bufferedPageRange()
  for (let k = start; k < start + count; k++) {
    doc.switchToPage(k)
    doc.page.margins.bottom = 0
    doc.font('regular').fontSize(8).fillColor(ink.soft)
      .text(`溯源证据包 · ${pack.place.name} · 内部资料，按可能性排序，不是认定 · 第 ${k + 1} 页，共 ${count} 页`, page.margin, page.height - 30, { width: wide, align: 'center', lineBreak: false })
  }
  doc.end()
  return whole
}

const heading = (doc: Doc, zh: string, en: string, room = 120) => {
  if (doc.y > page.height - page.margin - room) doc.addPage()
  doc.moveDown(0.8).font('bold').fontSize(14).fillColor(ink.black).text(zh, page.margin, undefined, { continued: true }).font('regular').fontSize(9).fillColor(ink.soft).text(`\u3000${en}`).moveDown(0.8)
}
const fact = (doc: Doc, name: string, value: string) => {
  const y = doc.y
  doc.font('regular').fontSize(9.5).fillColor(ink.soft).text(name, page.margin, y, { width: 96 })
  doc.fillColor(ink.black).text(value, page.margin + 100, y, { width: wide - 100 })
  doc.moveDown(0.15)
}

function front(doc: Doc, { place, key, judged, water, rules, network, counts, rainMm, suspects, by, madeAt }: Pack): void {
  const asked = judged.find(({ item }) => item === key.item)
  doc.font('bold').fontSize(20).fillColor(ink.black).text('溯源证据包')
  doc.font('regular').fontSize(10).fillColor(ink.soft).text('Evidence pack: who could have done it').moveDown(0.6)
  fact(doc, '位置', `${place.name}（${place.water}，${Math.round(place.measureM)} m）`)
  fact(doc, '指标', asked ? `${itemTitle(key.item)}：${shown(key.item, asked.value)} ${unitOf(key.item)}${asked.limit === null ? '' : `，目标限值 ${asked.limit}`}${asked.usual === null ? '' : `，平常 ${shown(key.item, asked.usual)}`}` : itemTitle(key.item))
  fact(doc, '采样时间', key.sampledAt.replace('T', ' ').slice(0, 16))
  fact(doc, '潮与闸', water)
  fact(doc, '此前降雨', rainMm === null ? '没有记录' : `${rules.rainHours} 小时 ${rainMm.toFixed(1)} mm`)
  fact(doc, '河网版本', `${network.version}（第 ${network.seq} 号改动）`)
  fact(doc, '排序规则', `${rules.title}（${rules.code}，${rules.from} 起）${rules.proposal ? '——本产品的建议，未经发布' : ''}`)
  fact(doc, '可能的来源', `${counts.suspects} 个，另排除 ${counts.excluded} 个`)
  fact(doc, '制作', `${by}，${inCity(madeAt)}`)
  doc.moveDown(0.5).font('regular').fontSize(9).fillColor(ink.soft)
    .text('怎么算：每个对象先有同类违规的常见程度，再乘各条证据的似然比（表中为自然对数，相加）；假定证据彼此独立、恰有一个来源。份额只说明先查谁，不能替代现场取证。', page.margin, undefined, { width: wide })
    .text('How: prior odds times likelihood ratios (natural logarithms, added), taken as independent, one culprit. Shares say whom to look at first; they prove nothing.', { width: wide })
  heading(doc, '先看这几个', 'first suspects')
  for (const one of suspects.slice(0, mostMapped)) bar(doc, one, suspects[0].share)
  if (!suspects.length) doc.font('regular').fontSize(10).fillColor(ink.soft).text('没有任何登记对象的水能到这里。')
}

function bar(doc: Doc, { place, name, layer, kind, share, metres, seconds }: Suspect, most: number): void {
  const y = doc.y
  doc.rect(page.margin + 24, y + 2, Math.max(1, (200 * share) / most), 10).fill('#d8cbe8')
  doc.font('bold').fontSize(9.5).fillColor(ink.black).text(String(place), page.margin, y, { width: 20, lineBreak: false })
  doc.font('regular').text(name, page.margin + 28, y, { width: 210, height: 13, ellipsis: true, lineBreak: false })
  doc.fillColor(ink.soft).text(`${percent(share)}\u3000${titleOf(layer)} · ${kind.zh} · ${kmOf(metres)} · ${hoursOf(seconds)}`, page.margin + 244, y, { width: wide - 244, lineBreak: false })
  doc.y = y + 16
}

function curve(doc: Doc, { history, key, judged }: Pack): void {
  const series = history.flatMap(({ at, readings }) => (readings[key.item] === undefined ? [] : [{ at, value: readings[key.item] }]))
  if (series.length < 2) return
  heading(doc, '指标过程', 'the year before', 190)
  const asked = judged.find(({ item }) => item === key.item)
  const [left, top, w, h] = [page.margin + 34, doc.y + 4, wide - 40, 120]
  const most = 1.1 * Math.max(...series.map(({ value }) => value), asked?.limit ?? 0)
  const [first, last] = [series[0].at, series.at(-1)!.at]
  const x = (at: number) => left + (w * (at - first)) / Math.max(1, last - first)
  const y = (value: number) => top + h - (h * value) / most
  doc.lineWidth(0.5).strokeColor(ink.line).rect(left, top, w, h).stroke()
  const level = (value: number, colour: string, words: string) => {
    doc.lineWidth(0.7).dash(3, { space: 2 }).strokeColor(colour).moveTo(left, y(value)).lineTo(left + w, y(value)).stroke().undash()
    doc.font('regular').fontSize(7).fillColor(colour).text(words, left + 3, y(value) - 10, { lineBreak: false })
  }
  if (asked?.limit) level(asked.limit, ink.alarm, `目标限值 ${asked.limit}`)
  if (asked?.usual) level(asked.usual, ink.soft, `平常 ${shown(key.item, asked.usual)}`)
  doc.lineWidth(1).strokeColor(ink.violet)
  series.forEach(({ at, value }, k) => (k ? doc.lineTo(x(at), y(value)) : doc.moveTo(x(at), y(value))))
  doc.stroke()
  doc.circle(x(last), y(series.at(-1)!.value), 3).fill(ink.alarm)
  doc.font('regular').fontSize(7).fillColor(ink.soft)
  for (const value of [0, most / 2, most]) doc.text(shown(key.item, value), page.margin, y(value) - 4, { width: 30, align: 'right', lineBreak: false })
  const day = (at: number) => new Date(at + 28_800_000).toISOString().slice(0, 10)
  doc.text(day(first), left, top + h + 3, { lineBreak: false }).text(day(last), left + w - 44, top + h + 3, { lineBreak: false })
  doc.x = page.margin
  doc.y = top + h + 18
}

function maps(doc: Doc, pack: Pack): void {
  const { suspects, place } = pack
  if (!place.point) return
  const near = suspects.slice(0, mostMapped).flatMap(({ at }) => (at ? [at] : []))
  doc.addPage()
  heading(doc, '位置图', 'maps')
  map(doc, pack, boxOf([place.point, ...pack.trace.flatMap(({ line }) => line)]), 330, '全部来水：实线为当时的潮和闸下水能到这里，虚线为此前一天里可能 · all water that comes here')
  map(doc, pack, boxOf([place.point, ...near.slice(0, mostChains)]), 300, '前五个近处 · the first five')
}

function boxOf(points: readonly Point[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of points) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

function map(
  doc: Doc, { place, network: { lines, firstVertex }, trace, suspects }: Pack,
  [west, south, east, north]: [number, number, number, number], h: number, words: string,
): void {
  const [left, top, w] = [page.margin, doc.y, wide]
  const middle = (south + north) / 2
  const squeeze = Math.cos((middle * Math.PI) / 180)
  const scale = Math.min(w / Math.max(0.004, (east - west) * 1.15 * squeeze), h / Math.max(0.004, (north - south) * 1.15))
  const at = ([lon, lat]: Point): [number, number] =>
    [left + w / 2 + (lon - (west + east) / 2) * squeeze * scale, top + h / 2 - (lat - middle) * scale]
  const seen = ([x, y]: [number, number]) => x > left - 20 && x < left + w + 20 && y > top - 20 && y < top + h + 20
  const draw = (line: Iterable<Point>) => {
    let [pen, lastX, lastY]: [boolean, number, number] = [false, 0, 0]
    for (const point of line) {
      const [x, y] = at(point)
      if (!seen([x, y])) {
        pen = false
        continue
      }
      // Half a point apart is one place on paper.
      if (pen && Math.hypot(x - lastX, y - lastY) < 0.5) continue
      if (pen) doc.lineTo(x, y)
      else doc.moveTo(x, y)
      ;[pen, lastX, lastY] = [true, x, y]
    }
  }
  doc.save().rect(left, top, w, h).clip()
  doc.rect(left, top, w, h).fill('#f7f7f4')
  doc.lineWidth(0.5).strokeColor(ink.water)
  for (let water = 0; water + 1 < firstVertex.length; water++) draw(points(lines, firstVertex[water], firstVertex[water + 1]))
  doc.stroke()
  const stroke = (parts: readonly Part[]) => { for (const { line } of parts) draw(line); doc.stroke() }
  doc.lineWidth(0.9).strokeColor(ink.violet).dash(2.5, { space: 2 })
  stroke(trace.filter(({ certain }) => !certain))
  doc.undash().lineWidth(1.4)
  stroke(trace.filter(({ certain }) => certain))
  for (const one of suspects.slice(0, mostMapped).reverse()) if (one.at && seen(at(one.at))) number(doc, at(one.at), String(one.place))
  if (place.point) {
    const [x, y] = at(place.point)
    doc.lineWidth(1.5).strokeColor('#fff').fillColor(ink.alarm).moveTo(x, y - 7).lineTo(x + 6, y + 5).lineTo(x - 6, y + 5).closePath().fillAndStroke()
  }
  const metres = [50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100].find((metres) => (metres / 111_195) * scale < w / 4) ?? 100
  const bar = (metres / 111_195) * scale
  doc.lineWidth(1).strokeColor(ink.black).moveTo(left + 10, top + h - 12).lineTo(left + 10 + bar, top + h - 12).stroke()
  doc.font('regular').fontSize(7).fillColor(ink.black).text(kmOf(metres), left + 12, top + h - 23, { lineBreak: false })
  doc.text('北 ↑', left + w - 26, top + 8, { lineBreak: false })
  doc.restore()
  doc.lineWidth(0.5).strokeColor(ink.line).rect(left, top, w, h).stroke()
  doc.font('regular').fontSize(8).fillColor(ink.soft).text(words, left, top + h + 4, { width: w })
  doc.moveDown(0.6)
}

function* points(lines: Float64Array, first: number, last: number): Generator<Point> {
  for (let v = first; v < last; v++) yield [lines[2 * v], lines[2 * v + 1]]
}

function number(doc: Doc, [x, y]: [number, number], words: string): void {
  doc.lineWidth(0.8).circle(x, y, 6.5).fillAndStroke('#fff', ink.black)
  doc.font('bold').fontSize(7.5).fillColor(ink.black).text(words, x - 7, y - 5.2, { width: 14, align: 'center', lineBreak: false })
}

function chains(doc: Doc, { suspects, place }: Pack): void {
  if (!suspects.length) return
  doc.addPage()
  heading(doc, '水从哪里来', 'the way of the water, first five')
  for (const one of suspects.slice(0, mostChains)) {
    if (doc.y > page.height - 130) doc.addPage()
    const steps = [...one.chain.map(({ layer, name }) => [titleOf(layer), name]), ['河段', `${one.waterName} ${Math.round(one.measureM)} m`], ['到达', place.name]]
    doc.font('bold').fontSize(10).fillColor(ink.black).text(`${one.place}\u3000${one.name}\u3000${percent(one.share)}`, page.margin).moveDown(0.2)
    const top = doc.y
    const box = (wide - 14 * (steps.length - 1)) / steps.length
    steps.forEach(([kind, name], k) => {
      const x = page.margin + k * (box + 14)
      doc.lineWidth(0.7).strokeColor(k === steps.length - 1 ? ink.alarm : ink.line).roundedRect(x, top, box, 40, 4).stroke()
      doc.font('regular').fontSize(7).fillColor(ink.soft).text(kind, x + 5, top + 4, { width: box - 10, lineBreak: false })
      doc.fontSize(8).fillColor(ink.black).text(name, x + 5, top + 14, { width: box - 10, height: 24, ellipsis: true })
      if (k) doc.strokeColor(ink.soft).moveTo(x - 12, top + 20).lineTo(x - 3, top + 20)
        .moveTo(x - 6, top + 17).lineTo(x - 3, top + 20).lineTo(x - 6, top + 23).stroke()
    })
    doc.font('regular').fontSize(8).fillColor(ink.soft).text(`沿水 ${kmOf(one.metres)}，约 ${hoursOf(one.seconds)}，${one.certain ? '按当时的潮和闸能到' : '当时的潮和闸不通，此前一天里通过'}`, page.margin, top + 45, { width: wide })
    doc.moveDown(0.7)
  }
}

function table(doc: Doc, { suspects, counts, looks }: Pack): void {
  heading(doc, '逐个算式', 'the arithmetic of each')
  doc.font('regular').fontSize(8).fillColor(ink.soft).text(`列出前 ${suspects.length} 个，共 ${counts.suspects} 个。每条为自然对数，正的加重、负的减轻；相加为得分，份额由得分归一。`, page.margin, undefined, { width: wide }).moveDown(0.4)
  for (const { place, name, layer, code, kind, share, score, terms } of suspects) {
    if (doc.y > page.height - 90) doc.addPage()
    doc.font('bold').fontSize(9).fillColor(ink.black).text(`${place}\u3000${name}`, page.margin, undefined, { continued: true }).font('regular').fillColor(ink.soft).text(`\u3000${titleOf(layer)} ${code} · ${kind.zh} · 得分 ${score.toFixed(2)} · 份额 ${percent(share)}`)
    doc.font('regular').fontSize(7.5).fillColor(ink.black).text(terms.map(({ zh, factor, words }) => `${zh} ${factor >= 0 ? '+' : '−'}${Math.abs(factor).toFixed(2)}（${words.zh}）`).join('\u3000'), page.margin + 14, undefined, { width: wide - 14 })
    doc.moveDown(0.35)
  }
  if (!looks.length) return
  heading(doc, '现场查看', 'looks')
  for (const look of looks) {
    if (doc.y > page.height - 70) doc.addPage()
    doc.font('regular').fontSize(8.5).fillColor(ink.black).text(`${inCity(new Date(look.lookedAt))}\u3000${look.layer ? `${titleOf(look.layer)} ${look.code}` : `${look.water} ${Math.round(look.measureM!)} m`}\u3000${findingTitles[look.result].zh}${look.note ? `：${look.note}` : ''}\u3000${look.by}${look.behalf ? `（代${look.behalf}）` : ''}`, page.margin, undefined, { width: wide })
  }
}

function excluded(doc: Doc, { excluded: list }: Pack): void {
  if (!list.length) return
  heading(doc, '已排除', 'not in question, and why')
  const counts = Object.entries(reasons).flatMap(([reason, { zh }]) => { const n = list.filter((one) => one.reason === reason).length; return n ? [`${zh} ${n}`] : [] })
  doc.font('regular').fontSize(9).fillColor(ink.black).text(counts.join('\u3000'), page.margin, undefined, { width: wide }).moveDown(0.3)
  for (const [reason, { zh }] of Object.entries(reasons)) {
    const of = list.filter((one) => one.reason === reason).slice(0, mostExcluded / 6)
    if (!of.length) continue
    if (doc.y > page.height - 90) doc.addPage()
    doc.font('bold').fontSize(8.5).fillColor(ink.black).text(`${zh}（最近的 ${of.length} 个）`, page.margin)
    doc.font('regular').fontSize(7.5).fillColor(ink.soft).text(of.map(({ name, code }) => `${name} ${code}`).join('；'), page.margin, undefined, { width: wide }).moveDown(0.3)
  }
}

function unprinted(doc: Doc): void {
  if (!doc.missing.size) return
  const words = [...doc.missing].map(written).join('')
  if (doc.y > page.height - 90) doc.addPage()
  doc.moveDown(0.8).font('regular').fontSize(8).fillColor(ink.soft).text(`字体里没有的字，这里写作它的统一码编号（Unicode，in place of characters no font has）：${words}`, page.margin, undefined, { width: wide })
}
