import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { called, lineOfWater, nationalCode, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const riverClasses: Enumeration = words(['主干河道', 'main river'], ['河流', 'river'], ['河涌', 'creek'], ['溪坑', 'brook'])

export const rivers = layer({
  id: 'rivers', title: text('河流', 'Rivers'), group: 'water', geometry: 'line', zoom: [6, 14],
  table: 'waters', fixed: { kind: 'river' }, water: true, editable: true, shown: true, codes: ['', 4], heard: true,
  fields: [...called('河流', '河道', '河涌', '河湖', '水体'),
    { name: 'alias', title: text('别名', 'Also called'), type: 'text', aliases: ['曾用名', 'alt_name', 'name_en', 'name:en'] },
    { name: 'subkind', title: text('河涌分类', 'Class'), type: 'text', values: riverClasses, inTile: true, aliases: ['河涌分类', 'waterway', 'category', 'type'] },
    ...lineOfWater, nationalCode,
    { name: 'provincial_code', title: text('省级编码', 'Provincial code'), type: 'text' },
    validFrom, sourceNote],
})
