import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { called, division, onWater, sourceNote, target, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const sectionKinds: Enumeration = words(['国考', 'national'], ['省考', 'provincial'], ['市考', 'city'], ['交界', 'boundary'], ['河涌', 'creek'], ['自动站', 'automatic station'])
/** As printed in the provincial monthly tables (F58). */
const tides: Enumeration = words(['涨', 'flood'], ['落', 'ebb'])
const sectionRelations: Enumeration = { '→': text('单向', 'one-way'), '≈': text('双向', 'both ways') }

export const sections = layer({
  id: 'sections', title: text('监测断面', 'Monitoring sections'), group: 'facilities', geometry: 'point', zoom: [8, 15],
  table: 'sections', editable: true, shown: true, codes: ['M', 4], heard: true,
  fields: [...called('监测断面', '断面', '监测点位', '监测点', '点位', '站点', '测站'),
    { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: sectionKinds, inTile: true },
    ...onWater, division, target,
    { name: 'tide', title: text('潮别', 'Tide'), type: 'text', values: tides, aliases: ['涨落'] },
    { name: 'relation', title: text('交接关系', 'Relation'), type: 'text', values: sectionRelations },
    { name: 'automatic', title: text('自动监测', 'Automatic'), type: 'boolean' }, validFrom, sourceNote],
})
