import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { called, division, onWater, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const gateKinds: Enumeration = words(['水闸', 'sluice'], ['泵站', 'pump station'], ['闸泵', 'sluice with pump'])

export const gates = layer({
  id: 'gates', title: text('水闸泵站', 'Gates and pumps'), group: 'facilities', geometry: 'point', zoom: [10, 15],
  table: 'gates', editable: true, codes: ['Z', 4], heard: true,
  fields: [...called('水闸泵站', '闸泵', '闸站', '水闸', '泵站', '闸', '涵闸', '排涝站', '工程'),
    { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: gateKinds, required: true, inTile: true, aliases: ['structure_type', 'category', 'type'] },
    ...onWater, division,
    { name: 'openings', title: text('闸孔数', 'Openings'), type: 'integer' },
    { name: 'width_m', title: text('闸孔总净宽', 'Net width'), type: 'number', unit: 'm' },
    { name: 'pump_m3_s', title: text('排涝流量', 'Pump flow'), type: 'number', unit: 'm³/s' },
    { name: 'operator', title: text('管理单位', 'Operator'), type: 'text', aliases: ['责任单位'] },
    { name: 'rule', title: text('调度规则', 'Operating rule'), type: 'text' },
    { name: 'built_on', title: text('建成日期', 'Built'), type: 'date' }, validFrom, sourceNote],
})
