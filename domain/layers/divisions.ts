import { divisionLevels } from '../enums.ts'
import { text } from '../text.ts'
import { area, called, validFrom } from './fields.ts'
import { layer } from './layer.ts'

const [code, name] = called('行政区划', '行政区', '区划', '镇街', '村居')

export const divisions = layer({
  id: 'divisions', title: text('行政区划', 'Divisions'), group: 'areas', geometry: 'polygon', zoom: [6, 14],
  table: 'divisions', shown: true, heard: true, multi: true,
  fields: [{ ...code, aliases: ['adcode', ...code.aliases!] }, name,
    { name: 'level', title: text('级别', 'Level'), type: 'text', values: divisionLevels, required: true, inTile: true },
    { name: 'kind', title: text('类别', 'Kind'), type: 'text' },
    { name: 'parent', title: text('上级', 'Parent'), type: 'text', refers: 'divisions' },
    area, validFrom],
})
