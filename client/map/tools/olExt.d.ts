// The parts of ol-ext we use; it brings no types.
declare module 'ol-ext/control/Print.js' {
  import Control from 'ol/control/Control.js'

  export default class Print extends Control {
    constructor(options: { target: HTMLElement; imageType?: string })
    print(options: { immediate: 'silent' }): void
  }
}

declare module 'ol-ext/control/CanvasScaleLine.js' {
  import ScaleLine from 'ol/control/ScaleLine.js'
  import type Style from 'ol/style/Style.js'

  export default class CanvasScaleLine extends ScaleLine {
    constructor(options: { style: Style; minWidth?: number })
  }
}
