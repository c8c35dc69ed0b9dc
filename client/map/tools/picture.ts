// The map as one picture: what is seen of it, with its scale (ol-ext puts the canvases together), under a head of title and source.
import CanvasScaleLine from 'ol-ext/control/CanvasScaleLine.js'
import Print from 'ol-ext/control/Print.js'
import type OlMap from 'ol/Map.js'
import Fill from 'ol/style/Fill.js'
import Stroke from 'ol/style/Stroke.js'
import Style from 'ol/style/Style.js'
import Text from 'ol/style/Text.js'

const family = '"Noto Sans SC", "Noto Sans CJK SC", sans-serif'
const ink = '#1b2733'
const paper = '#fff'
const headPixels = 52
const scaleStyle = new Style({
  stroke: new Stroke({ color: ink, width: 1.5 }), fill: new Fill({ color: paper }),
  text: new Text({ font: `12px ${family}`, fill: new Fill({ color: ink }), stroke: new Stroke({ color: paper, width: 3 }) }),
})

/** What is on the map, as it is seen. Rejects with a SecurityError where a base map forbids that its picture is taken. */
const bare = async (map: OlMap): Promise<HTMLCanvasElement> => {
  const scale = new CanvasScaleLine({ style: scaleStyle, minWidth: 80 })
  const print = new Print({ target: document.createElement('div'), imageType: 'image/png' })
  map.addControl(scale)
  map.addControl(print)
  // A scale knows how long it is once a frame has been drawn.
  map.renderSync()
  try {
    return await new Promise((resolve, reject) => {
      print.addEventListener('print', (event) => resolve((event as unknown as { canvas: HTMLCanvasElement }).canvas))
      print.addEventListener('error', () => reject(new DOMException('the picture of a base map may not be taken', 'SecurityError')))
      print.print({ immediate: 'silent' })
    })
  } finally {
    map.removeControl(print)
    map.removeControl(scale)
    map.render()
  }
}

/** A picture of the map under a head: title at the left, `note` (month, source) at the right. Rejects as said above. */
export async function pictureOf(map: OlMap, { title, note }: { title: string; note: string }): Promise<HTMLCanvasElement> {
  const seen = await bare(map)
  const picture = document.createElement('canvas')
  picture.width = seen.width
  picture.height = seen.height + headPixels
  const draw = picture.getContext('2d')!
  draw.fillStyle = paper
  draw.fillRect(0, 0, picture.width, picture.height)
  draw.drawImage(seen, 0, headPixels)
  draw.fillStyle = ink
  draw.textBaseline = 'middle'
  draw.font = `12px ${family}`
  const noteWidth = draw.measureText(note).width
  draw.fillText(note, picture.width - noteWidth - 16, headPixels / 2)
  draw.font = `600 20px ${family}`
  draw.fillText(title, 16, headPixels / 2, picture.width - noteWidth - 48)
  return picture
}
