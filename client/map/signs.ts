// Small clear signs for things that are points: drawn once to a canvas, then only copied.
import Icon from 'ol/style/Icon.js'
import type { Palette } from './colours.ts'
import { disc, letter, triangle, type Draw } from './draws.ts'
import { layerSigns } from './layers.ts'

/** View zoom from which marks carry their letter: the whole city has hundreds of them. */
export const lettersFrom = 11.4

const signs: Readonly<Record<string, readonly Draw[]>> = {
  overdue_small: [disc],
  vacant_small: [triangle],
  overdue: [disc, letter('逾')],
  vacant: [disc, letter('缺')],
  ...Object.assign({}, ...Object.values(layerSigns).map(({ signs: own }) => own)) as Record<string, Draw[]>,
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
