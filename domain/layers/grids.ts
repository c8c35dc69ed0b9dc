import { text } from '../text.ts'
import { area, called, division, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const grids = layer({
  id: 'grids', title: text('网格', 'Grids'), group: 'areas', geometry: 'polygon', zoom: [12, 15],
  table: 'grids', multi: true,
  fields: [...called('网格'), division, area, validFrom],
})
