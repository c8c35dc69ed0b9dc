import { words, type Enumeration } from '../enums.ts'
import { text } from '../text.ts'
import { bank, called, division, onWater, sourceNote, validFrom } from './fields.ts'
import { layer } from './layer.ts'

/** 网格化治水, 55,612 in the first survey (F42). */
const pollutionSourceKinds: Enumeration = words(
  ['水体', 'fouled water'], ['散乱污', 'scattered workshop'], ['临河违建', 'illegal riverside building'], ['畜禽养殖', 'livestock farm'], ['排水口', 'drain'], ['垃圾黑点', 'dump'],
)
/** Until it is struck off (销号); who comes back begins again at 待整治. */
const pollutionSourceStates: Enumeration = words(['待审核', 'to be checked'], ['待整治', 'to be mended'], ['整治中', 'being mended'], ['待核销', 'to be struck off'], ['已销号', 'struck off'])

export const pollutionSources = layer({
  id: 'pollution_sources', title: text('污染源', 'Pollution sources'), group: 'facilities', geometry: 'point', zoom: [12, 16],
  table: 'pollution_sources', editable: true, staffOnly: true, codes: ['Y', 5], heard: true,
  // What lies by the water reaches it there, whatever drains the ground it stands on.
  drains: {
    as: 'sources', short: text('污染源', 'sources'), by: ['water', 'unit'], classes: ['kind'],
    evidence: { state: 'state', reboundCount: 'rebound_count', foundOn: 'found_on', closedOn: 'closed_on' },
  },
  fields: [...called('污染源'),
    { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: pollutionSourceKinds, required: true, inTile: true, aliases: ['污染源类型'] },
    { name: 'grid', title: text('所在网格', 'Grid'), type: 'text', refers: 'grids' },
    { name: 'unit', title: text('排水单元', 'Drainage unit'), type: 'text', refers: 'drainage_units' },
    ...onWater, bank, division,
    { name: 'found_on', title: text('发现日期', 'Found'), type: 'date' },
    { name: 'state', title: text('销号状态', 'State'), type: 'text', values: pollutionSourceStates, inTile: true },
    { name: 'closed_on', title: text('销号日期', 'Struck off'), type: 'date' },
    { name: 'rebound_count', title: text('反弹次数', 'Rebounds'), type: 'integer' },
    validFrom, sourceNote],
})
