// How a section says the month's class: a diamond in its colour, and which sections are seen from far out.
import { letterOf, type Grade } from '../../domain/quality/numerals.ts'
import { isMissed, type ClassOf } from '../../domain/quality/classes.ts'
import { family } from './colours.ts'
import { diamond, letter, type Draw } from './draws.ts'

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

export const sectionSigns: Readonly<Record<string, Draw[]>> = {
  section: [diamond],
  ...Object.fromEntries(['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'].map((grade) => [`section_${grade}`, [diamond, letter(grade, 1.0)]])),
  ...Object.fromEntries(([null, 1, 2, 3, 4, 5, 6] as const)
    .flatMap((grade) => [false, true].flatMap((missed) => [false, true].map((small): [string, Draw[]] =>
      [`class_${grade ?? 0}${missed ? '_missed' : ''}${small ? '_small' : ''}`, [classDiamond(grade, missed, !small)]])))),
}

/** View zoom from which sections carry the numeral of their class. */
const classLettersFrom = 11

/**
 * A diamond in the colour of its class, with the numeral once there is room; larger and cased where the
 * target is missed, hollow without a sample.
 */
export function classSign(found: ClassOf, zoom: number): [name: string, radius: number] {
  const missed = isMissed(found)
  const name = `class_${found.grade ?? 0}${missed ? '_missed' : ''}`
  if (zoom < classLettersFrom) return [`${name}_small`, (zoom < 10.5 ? 3.5 : 4.5) + (missed ? 2 : 0)]
  return [name, (zoom < 13 ? 8 : 9.5) + (missed ? 1.5 : 0)]
}

const seenFrom: Readonly<Record<string, number>> = { 国考: 0, 省考: 0, 市考: 11, 交界: 11 }

/** Whether a section is drawn at a view zoom: far out only those that matter most, and every one that misses its target. */
export function sectionSeen(kind: string, found: ClassOf | undefined, zoom: number): boolean {
  return zoom >= (seenFrom[kind] ?? 12) || (found !== undefined && isMissed(found))
}

/** Of sections at one place, sampled at flood and at ebb, the worse lies on top. */
export const worse = (name: string) => Number(/^class_(\d)/.exec(name)?.[1] ?? 0) / 10
