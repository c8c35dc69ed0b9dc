import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { area, called, division, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const unitKinds: Enumeration = words(
  ['住宅类', 'housing'],
  ['机关事业单位类', 'public body'],
  ['部队类', 'military'],
  ['工业类', 'industry'],
  ['商业类', 'commerce'],
  ['村居类', 'village'],
)

export const drainageUnits = layer({
  id: 'drainage_units', title: text('排水单元', 'Drainage units'), group: 'facilities', geometry: 'polygon', zoom: [12, 16],
  table: 'drainage_units', editable: true, staffOnly: true, codes: ['D', 5], multi: true,
  drains: {
    as: 'units', short: text('单元', 'units'), by: ['outfall', 'water'], classes: ['kind'],
    evidence: { separated: 'separated', compliant: 'compliant', compliantOn: 'compliant_on', wells: 'connection_wells' },
  },
  fields: [...called('排水单元', '单元'),
    { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: unitKinds, inTile: true },
    { name: 'address', title: text('地址', 'Address'), type: 'text' }, division,
    { name: 'outfall', title: text('排往排口', 'Drains to outfall'), type: 'text', refers: 'outfalls' },
    { name: 'water', title: text('排往水体', 'Drains to water'), type: 'text', refers: 'reaches' },
    area,
    { name: 'separated', title: text('完成雨污分流', 'Sewers separated'), type: 'boolean' },
    { name: 'compliant', title: text('达标', 'Compliant'), type: 'boolean', inTile: true },
    { name: 'compliant_on', title: text('达标日期', 'Compliant since'), type: 'date' },
    { name: 'connection_wells', title: text('接驳井', 'Connection wells'), type: 'integer' },
    { name: 'inspection_wells', title: text('检查井', 'Inspection wells'), type: 'integer' },
    validFrom, sourceNote],
})
