// Strokes of which signs are made: a form, and a letter or picture in it. Form tells the kind; colour tells nothing.
import { family, type Palette } from './colours.ts'

export type Draw = (pen: CanvasRenderingContext2D, r: number, palette: Palette) => void

export const disc: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.arc(0, 0, r - 0.75, 0, 7)
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

export const letter = (text: string, share = 1.15): Draw => (pen, r, { ink }) => {
  pen.fillStyle = ink
  pen.font = `600 ${r * share}px ${family}`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, 0, r * 0.06)
}

export const square: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.roundRect(-r + 0.75, -r + 0.75, 2 * r - 1.5, 2 * r - 1.5, r * 0.3)
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

export const diamond: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -r], [r, 0], [0, r], [-r, 0]] as const) pen.lineTo(x * 0.94, y * 0.94)
  pen.closePath()
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}

export const dot = (hollow: boolean): Draw => (pen, r, { paper, ink }) => {
  pen.beginPath()
  pen.arc(0, 0, hollow ? r - 1 : r - 0.5, 0, 7)
  pen.fillStyle = hollow ? paper : ink
  pen.fill()
  pen.lineWidth = hollow ? 2 : 1
  pen.strokeStyle = hollow ? ink : paper
  pen.stroke()
}

/** Two leaves between piers: a sluice. */
export const leaves: Draw = (pen, r, { ink }) => {
  pen.fillStyle = ink
  for (const x of [-0.52, -0.1, 0.32]) pen.fillRect(x * r, -r * 0.5, r * 0.22, r)
}

/** An arrow up: water is lifted. */
export const lift: Draw = (pen, r, { ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -0.58], [0.52, 0.1], [0.18, 0.1], [0.18, 0.55], [-0.18, 0.55], [-0.18, 0.1], [-0.52, 0.1]] as const)
    pen.lineTo(x * r, y * r)
  pen.fillStyle = ink
  pen.fill()
}

export const triangle: Draw = (pen, r, { paper, ink }) => {
  pen.beginPath()
  for (const [x, y] of [[0, -r], [r, r * 0.8], [-r, r * 0.8]] as const) pen.lineTo(x, y)
  pen.closePath()
  pen.fillStyle = paper
  pen.fill()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink
  pen.stroke()
}
