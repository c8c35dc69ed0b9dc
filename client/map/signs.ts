// Small clear signs for things that are points: drawn once to a canvas, then only copied. Form tells the kind;
// colour tells nothing.
import Icon from 'ol/style/Icon.js'
import { letterOf, type Grade } from '../../domain/quality/numerals.ts'
import { family, type Palette } from './colours.ts'

/** View zoom from which marks carry their letter: the whole city has hundreds of them. */
export const lettersFrom = 11.4

type Draw = (pen: CanvasRenderingContext2D, r: number, palette: Palette) => void

const disc: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.arc(0, 0, r - 0.75, 0, 7)
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

const letter = (text: string, share = 1.15): Draw => (pen, r, { ink }) => {
  pen.fillStyle = ink
  pen.font = `600 ${r * share}px ${family}`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, 0, r * 0.06)
}

const square: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.roundRect(-r + 0.75, -r + 0.75, 2 * r - 1.5, 2 * r - 1.5, r * 0.3)
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

const diamond: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -r], [r, 0], [0, r], [-r, 0]] as const) pen.lineTo(x * 0.94, y * 0.94)
  pen.closePath()
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

const dot = (hollow: boolean): Draw => (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.arc(0, 0, hollow ? r - 1 : r - 0.5, 0, 7)
  pen.fillStyle = hollow ? paper : ink
  pen.fill()
  pen.lineWidth = hollow ? 2 : 1
  pen.strokeStyle = hollow ? ink : paper
  pen.stroke()
}

/** Two leaves between piers: a sluice. */
const leaves: Draw = (pen, r, { ink }) => {
  pen.fillStyle = ink
  for (const x of [-0.52, -0.1, 0.32]) pen.fillRect(x * r, -r * 0.5, r * 0.22, r)
}

/** An arrow up: water is lifted. */
const lift: Draw = (pen, r, { ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -0.58], [0.52, 0.1], [0.18, 0.1], [0.18, 0.55], [-0.18, 0.55], [-0.18, 0.1], [-0.52, 0.1]] as const) pen.lineTo(x * r, y * r)
  pen.fillStyle = ink
  pen.fill()
}

const triangle: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -r], [r, r * 0.8], [-r, r * 0.8]] as const) pen.lineTo(x, y)
  pen.closePath()
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

/** A diamond of a class; null is one without a sample: hollow, its edge broken. */
const classDiamond = (grade: Grade | null, missed: boolean, lettered: boolean): Draw => (pen, r, { paper, ink, selection, grades }) => {
  const edge = missed ? (lettered ? 2.2 : 1.8) : 1
  pen.beginPath()
  for (const [x, y] of [[0, -r], [r, 0], [0, r], [-r, 0]] as const) pen.lineTo(x * (1 - edge / (2 * r)), y * (1 - edge / (2 * r)))
  pen.closePath()
  pen.fillStyle = grade ? grades[grade - 1]!.fill : paper
  pen.fill()
  pen.lineWidth = edge
  pen.strokeStyle = missed ? selection : grade ? paper : ink
  if (!grade) pen.setLineDash(lettered ? [2.5, 2] : [])
  pen.stroke()
  pen.setLineDash([])
  if (!grade || !lettered) return
  pen.fillStyle = grades[grade - 1]!.letter
  pen.font = `600 ${r * 0.98}px ${family}`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(letterOf(grade), 0, r * 0.06)
}

const classSigns = ([null, 1, 2, 3, 4, 5, 6] as const).flatMap((grade) => [false, true].flatMap((missed) => [false, true].map((small): [string, Draw[]] =>
  [`class_${grade ?? 0}${missed ? '_missed' : ''}${small ? '_small' : ''}`, [classDiamond(grade, missed, !small)]])))

const signs: Record<string, Draw[]> = {
  dot: [dot(false)],
  ring: [dot(true)],
  outfall_industrial: [disc, letter('工')],
  outfall_plant: [disc, letter('厂')],
  outfall_farm: [disc, letter('农')],
  outfall: [disc, letter('排')],
  plant: [square, letter('污')],
  source: [triangle, letter('源', 0.8)],
  source_small: [triangle],
  sluice: [square, leaves],
  pump: [disc, lift],
  sluice_pump: [square, lift],
  section: [diamond],
  overdue_small: [disc],
  vacant_small: [triangle],
  overdue: [disc, letter('逾')],
  vacant: [disc, letter('缺')],
  household_catering: [square, letter('餐')],
  household_sediment: [disc, letter('沉')],
  household_toxic: [diamond, letter('毒', 1.0)],
  ...Object.fromEntries(classSigns),
  ...Object.fromEntries(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'].map((grade) => [`section_${grade}`, [diamond, letter(grade, 1.0)]])),
}

const drawn = new Map<string, Icon>()

/** A sign with radius `r` in CSS pixels. */
export function sign(name: string, r: number, palette: Palette): Icon {
  const ratio = Math.max(2, window.devicePixelRatio)
  const key = `${name}|${r}|${palette.land}|${ratio}`
  const known = drawn.get(key)
  if (known) return known
  const icon = new Icon({ img: canvasOf(name, r, palette, ratio), scale: 1 / ratio })
  drawn.set(key, icon)
  return icon
}

function canvasOf(name: string, r: number, palette: Palette, ratio: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil((2 * r + 2) * ratio)
  const pen = canvas.getContext('2d')
  if (pen) {
    pen.translate(canvas.width / 2, canvas.height / 2)
    pen.scale(ratio, ratio)
    for (const draw of signs[name] ?? []) draw(pen, r, palette)
  }
  return canvas
}

/** The same sign as a picture for the legend, so that legend and map cannot disagree. */
export const signPicture = (name: string, r: number, palette: Palette): string => canvasOf(name, r, palette, 2).toDataURL()
