import { text } from '../text.ts'
import { code, name, nationalCode, sourceNote, stillWater, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const lakes = layer({
  id: 'lakes', title: text('湖泊', 'Lakes'), group: 'water', geometry: 'polygon', zoom: [8, 15],
  table: 'waters', fixed: { kind: 'lake' }, water: true, editable: true, shown: true, codes: ['H', 3], heard: true,
  fields: [code, name, ...stillWater, nationalCode, validFrom, sourceNote],
})
