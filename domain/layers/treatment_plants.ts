import { text } from '../text.ts'
import { bank, called, division, onWater, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

export const treatmentPlants = layer({
  id: 'treatment_plants', title: text('污水处理厂', 'Treatment plants'), group: 'facilities', geometry: 'point', zoom: [9, 15],
  table: 'treatment_plants', editable: true, codes: ['W', 3], heard: true,
  drains: { as: 'plants', short: text('污水厂', 'plants'), by: ['outfall', 'water'], classes: [], evidence: { openedOn: 'opened_on' } },
  fields: [...called('污水处理厂', '污水厂', '水质净化厂', '净水厂'),
    { name: 'process', title: text('工艺', 'Process'), type: 'text' },
    { name: 'standard', title: text('排放标准', 'Effluent standard'), type: 'text' },
    { name: 'capacity_m3_d', title: text('处理规模', 'Capacity'), type: 'number', unit: 'm³/d', inTile: true },
    { name: 'operator', title: text('运营单位', 'Operator'), type: 'text' },
    { name: 'outfall', title: text('排口', 'Outfall'), type: 'text', refers: 'outfalls' },
    ...onWater, bank, division,
    { name: 'opened_on', title: text('投产日期', 'Opened'), type: 'date' }, validFrom, sourceNote],
})
