import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { bank, called, division, nationalCode, onWater, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

/** HJ 1312-2023, first and second level; 其他排口 rows marked unverified in our notes are kept as the trade names them. */
const outfallClasses: Enumeration = words(
  ['工业排污口', 'industrial'],
  ['城镇污水处理厂排污口', 'municipal treatment plant'],
  ['农业排口', 'agricultural'],
  ['其他排口', 'other'],
)
const outfallStates: Enumeration = words(['待整治', 'to be mended'], ['整治中', 'being mended'], ['已整治', 'mended'], ['保留', 'kept'])
const surveyStages: Enumeration = words(['排查', 'surveyed'], ['监测', 'sampled'], ['溯源', 'traced'], ['整治', 'in remediation'], ['管理', 'managed'])

export const outfalls = layer({
  id: 'outfalls', title: text('入河排污口', 'Outfalls'), group: 'facilities', geometry: 'point', zoom: [11, 16],
  table: 'outfalls', editable: true, codes: ['P', 5], patrolled: true,
  drains: {
    as: 'outfalls', short: text('排口', 'outfalls'), by: ['water'], classes: ['class3', 'class2', 'class1'],
    evidence: { state: 'state', dryFlow: 'dry_flow' },
  },
  fields: [...called('入河排污口', '入河排口', '排污口', '排口', '排放口'), nationalCode,
    { name: 'class1', title: text('一级分类', 'Class'), type: 'text', values: outfallClasses, required: true, inTile: true, aliases: ['一级'] },
    { name: 'class2', title: text('二级分类', 'Second class'), type: 'text', aliases: ['二级'] },
    { name: 'class3', title: text('三级分类', 'Third class'), type: 'text', aliases: ['三级'] },
    ...onWater, bank, division,
    { name: 'shape', title: text('断面形状', 'Shape'), type: 'text' },
    { name: 'diameter_mm', title: text('口径', 'Diameter'), type: 'number', unit: 'mm', aliases: ['管径'] },
    { name: 'dry_flow', title: text('晴天出流', 'Flows in dry weather'), type: 'boolean', inTile: true },
    { name: 'survey_stage', title: text('查测溯治管', 'Stage'), type: 'text', values: surveyStages },
    { name: 'responsible', title: text('责任主体', 'Responsible'), type: 'text' },
    { name: 'state', title: text('整治状态', 'State'), type: 'text', values: outfallStates, inTile: true },
    validFrom, sourceNote],
})
