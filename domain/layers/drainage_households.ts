import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { called, division, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

/** 穗水规字〔2020〕8号. */
const householdClasses: Enumeration = words(['生活排污类', 'domestic'], ['餐饮排污类', 'catering'], ['沉淀物排污类', 'sediment'], ['有毒有害排污类', 'toxic'])

export const drainageHouseholds = layer({
  id: 'drainage_households', title: text('排水户', 'Drainage households'), group: 'facilities', geometry: 'point', zoom: [14, 16],
  table: 'drainage_households', editable: true, staffOnly: true, codes: ['S', 6],
  drains: {
    as: 'households', short: text('排水户', 'households'), by: ['unit'], classes: ['subclass', 'class'],
    evidence: { licenceNo: 'licence_no', licensedTo: 'licensed_to' },
  },
  fields: [...called('排水户'),
    { name: 'class', title: text('分类', 'Class'), type: 'text', values: householdClasses, inTile: true },
    { name: 'subclass', title: text('小类', 'Subclass'), type: 'text' },
    { name: 'flat_class', title: text('行业类', 'Trade'), type: 'text' },
    { name: 'licence_no', title: text('排水许可证', 'Licence'), type: 'text' },
    { name: 'licensed_to', title: text('许可有效期至', 'Licensed until'), type: 'date' },
    { name: 'unit', title: text('排水单元', 'Drainage unit'), type: 'text', refers: 'drainage_units' },
    division, { name: 'address', title: text('地址', 'Address'), type: 'text' },
    { name: 'owner', title: text('排水户责任人', 'Owner'), type: 'text', confidential: true },
    { name: 'phone', title: text('责任人电话', 'Owner’s telephone'), type: 'text', confidential: true },
    validFrom, sourceNote],
})
