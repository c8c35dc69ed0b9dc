import { text } from '../text.ts'
import { called, nationalCode, sourceNote, stillWater, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const lakes = layer({
  id: 'lakes', title: text('湖泊', 'Lakes'), group: 'water', geometry: 'polygon', zoom: [8, 15],
  table: 'waters', fixed: { kind: 'lake' }, water: true, editable: true, shown: true, codes: ['H', 3], heard: true,
  fields: [...called('湖泊', '湖', '河湖', '水体'), ...stillWater, nationalCode, validFrom, sourceNote],
})
