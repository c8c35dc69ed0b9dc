import { text } from '../text.ts'
import { bank, called, division, lineOfWater, nationalCode, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const reaches = layer({
  id: 'reaches', title: text('河段', 'Reaches'), group: 'water', geometry: 'line', zoom: [7, 15],
  table: 'waters', fixed: { kind: 'reach' }, water: true, editable: true, shown: true, heard: true,
  fields: [...called('河段', '河湖', '水体'),
    { name: 'river', title: text('所属河流', 'River'), type: 'text', refers: 'rivers', required: true, identity: true, aliases: ['河流编码'] },
    { name: 'river_from_m', title: text('起点里程', 'From'), type: 'number', unit: 'm', required: true, derived: true },
    { name: 'river_to_m', title: text('止点里程', 'To'), type: 'number', unit: 'm', required: true, derived: true },
    division, bank, ...lineOfWater, nationalCode, validFrom, sourceNote],
})
