import { text } from '../text.ts'
import { area, code, division, name, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const grids = layer({
  id: 'grids', title: text('网格', 'Grids'), group: 'areas', geometry: 'polygon', zoom: [12, 15],
  table: 'grids', multi: true,
  fields: [code, name, division, area, validFrom],
})
