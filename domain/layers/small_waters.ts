import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { called, sourceNote, stillWater, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const smallWaterKinds: Enumeration = words(['沟渠', 'channel'], ['鱼塘', 'fish pond'], ['山塘', 'hill pond'], ['风水塘', 'village pond'], ['边沟', 'roadside ditch'])

export const smallWaters = layer({
  id: 'small_waters', title: text('小微水体', 'Small waters'), group: 'water', geometry: 'polygon', zoom: [11, 16],
  table: 'waters', fixed: { kind: 'small_water' }, water: true, editable: true, shown: true, codes: ['X', 4], heard: true, patrolled: true,
  fields: [...called('小微水体', '水体', '河湖'),
    { name: 'subkind', title: text('类型', 'Kind'), type: 'text', values: smallWaterKinds, inTile: true },
    ...stillWater.filter((field) => field.name !== 'river'), validFrom, sourceNote],
})
