import { text } from '../text.ts'
import { called, nationalCode, sourceNote, stillWater, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const reservoirs = layer({
  id: 'reservoirs', title: text('水库', 'Reservoirs'), group: 'water', geometry: 'polygon', zoom: [8, 15],
  table: 'waters', fixed: { kind: 'reservoir' }, water: true, editable: true, shown: true, codes: ['K', 3], heard: true,
  fields: [...called('水库', '河湖', '水体'), ...stillWater,
    { name: 'capacity_10k_m3', title: text('总库容', 'Capacity'), type: 'number', unit: '万m³', aliases: ['总库容', '库容'] },
    { name: 'dam_material', title: text('主坝类型', 'Dam'), type: 'text', aliases: ['主坝类型'] },
    { name: 'dam_height_m', title: text('坝高', 'Dam height'), type: 'number', unit: 'm', aliases: ['坝高'] },
    nationalCode, validFrom, sourceNote],
})
