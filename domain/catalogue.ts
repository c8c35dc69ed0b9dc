// Every map layer, declared once. Tiles, table twin, legend, search, cards and import read these entries;
// a new layer is one entry here, one view in sql/layers and perhaps one card.
import {
  banks, divisionLevels, flowModes, gateKinds, householdClasses, outfallClasses, outfallStates, pollutionSourceKinds, pollutionSourceStates, riverClasses, sectionKinds, sectionRelations,
  smallWaterKinds, surveyStages, tides, unitKinds, waterClasses, type Enumeration,
} from './enums.ts'
import { text, type Text } from './text.ts'

export const layerIds = [
  'rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters',
  'outfalls', 'drainage_units', 'drainage_households', 'treatment_plants', 'pollution_sources', 'sections', 'gates',
  'divisions', 'grids',
] as const
export type LayerId = (typeof layerIds)[number]

export interface Field {
  /** Column of the layer's view and of its table. */
  name: string
  title: Text
  type: 'text' | 'number' | 'integer' | 'date' | 'boolean'
  unit?: string
  values?: Enumeration
  /** The layer whose codes this field holds. */
  refers?: LayerId
  /** Travels in the tile beside the code: only what drawing needs. */
  inTile?: boolean
  required?: boolean
  /** Kept apart, for those who work on it only: null for everybody else. */
  confidential?: boolean
  /** Follows from the shape or the network; nobody types it. */
  derived?: boolean
  /** Identifies the thing or says who answers for it: only offices change it. */
  identity?: boolean
  /** Column names under which offices and open data send this field. */
  aliases?: string[]
}

export interface Layer {
  id: LayerId
  title: Text
  group: 'water' | 'facilities' | 'areas'
  geometry: 'line' | 'polygon' | 'point'
  /** Tiles exist from the first to the last of these; above the last the map draws the last one larger. */
  zoom: [number, number]
  /** Where rows of this layer are kept, and the columns that make a row of the table a row of this layer. */
  table: string
  fixed?: Record<string, string>
  /** Opens the water card (河档河策) instead of the facts card. */
  water?: boolean
  /** Drawn and corrected on the map, by those who may (sql/functions/access.sql). */
  editable?: boolean
  /** Some of its rows are for staff only. */
  staffOnly?: boolean
  /** Shown when the map first opens. */
  shown?: boolean
  fields: Field[]
}

// ── Fields that many layers share ──

const code: Field = { name: 'code', title: text('编码', 'Code'), type: 'text', required: true, identity: true, aliases: ['编号', '河湖编码', '河流代码', '行政区划代码', 'adcode', 'id', 'gid', 'osm_id', '@id', 'comid', 'COMID'] }
const name: Field = { name: 'name', title: text('名称', 'Name'), type: 'text', required: true, inTile: true, aliases: ['河流名称', '河段名称', '行政区名称', '水库名称', '湖泊名称', '单元名称', '排口名称', 'name:zh', 'name_zh', 'NAME', 'gnis_name', 'GNIS_NAME'] }
const division: Field = { name: 'division', title: text('所在村居', 'Division'), type: 'text', refers: 'divisions', identity: true, aliases: ['所属行政区', '村居代码'] }
const nationalCode: Field = { name: 'national_code', title: text('国家编码', 'National code'), type: 'text', identity: true, aliases: ['河流代码'] }
const sourceNote: Field = { name: 'source', title: text('数据来源', 'Source'), type: 'text', aliases: ['来源', 'data_source'] }
const validFrom: Field = { name: 'valid_from', title: text('生效日期', 'Valid from'), type: 'date', derived: true, aliases: ['建立时间', '启用日期'] }
const target: Field = { name: 'target_class', title: text('水质目标', 'Target class'), type: 'text', values: waterClasses, inTile: true, identity: true, aliases: ['水功能区水质目标', '水质目标'] }
const area: Field = { name: 'area_m2', title: text('面积', 'Area'), type: 'number', unit: 'm²', derived: true, aliases: ['面积(m²)', 'Shape_Area'] }

/** Linear reference of a thing on a river or reach. */
const onWater: Field[] = [
  { name: 'water', title: text('所在水体', 'Water'), type: 'text', refers: 'reaches', aliases: ['河段编码', '受纳水体编码'] },
  { name: 'measure_m', title: text('距起点', 'Measure'), type: 'number', unit: 'm', derived: true, aliases: ['桩号'] },
]
const bank: Field = { name: 'bank', title: text('岸别', 'Bank'), type: 'text', values: banks, inTile: true, aliases: ['左右岸'] }

const lineOfWater: Field[] = [
  { name: 'level', title: text('管理级别', 'Managed by'), type: 'text', values: divisionLevels, inTile: true, identity: true, aliases: ['河流管理级别'] },
  { name: 'flow_mode', title: text('水流方式', 'Flow'), type: 'text', values: flowModes, inTile: true, identity: true },
  { name: 'length_m', title: text('长度', 'Length'), type: 'number', unit: 'm', derived: true, aliases: ['河段长度', '河流长度', 'length'] },
  { name: 'width_m', title: text('宽度', 'Width'), type: 'number', unit: 'm', inTile: true, aliases: ['河宽', 'width'] },
  { name: 'catchment_km2', title: text('集雨面积', 'Catchment'), type: 'number', unit: 'km²', aliases: ['集雨面积(km²)', '流域面积', 'TotDASqKM', 'totdasqkm'] },
  { name: 'stream_order', title: text('河网级别', 'Stream order'), type: 'integer', aliases: ['StreamOrde', 'streamorde'] },
  { name: 'start_place', title: text('起点', 'Starts at'), type: 'text', aliases: ['河段起点', '河源位置'] },
  { name: 'end_place', title: text('止点', 'Ends at'), type: 'text', aliases: ['河段止点', '河口位置', '终点'] },
  target,
]

const stillWater: Field[] = [
  { name: 'river', title: text('所在河流', 'On river'), type: 'text', refers: 'rivers', aliases: ['所在河流'] },
  division,
  { ...area, aliases: ['常年水面面积', '水面面积', ...(area.aliases ?? [])] },
  { name: 'max_depth_m', title: text('最大水深', 'Greatest depth'), type: 'number', unit: 'm', aliases: ['最大水深'] },
  target,
]

const layers: Layer[] = [
  {
    id: 'rivers', title: text('河流', 'Rivers'), group: 'water', geometry: 'line', zoom: [6, 14], table: 'waters', fixed: { kind: 'river' }, water: true, editable: true, shown: true,
    fields: [code, name,
      { name: 'alias', title: text('别名', 'Also called'), type: 'text', aliases: ['曾用名', 'alt_name', 'name_en', 'name:en'] },
      { name: 'subkind', title: text('河涌分类', 'Class'), type: 'text', values: riverClasses, inTile: true, aliases: ['河涌分类', 'waterway', 'category', 'type'] },
      ...lineOfWater, nationalCode,
      { name: 'provincial_code', title: text('省级编码', 'Provincial code'), type: 'text' },
      validFrom, sourceNote],
  },
  {
    id: 'reaches', title: text('河段', 'Reaches'), group: 'water', geometry: 'line', zoom: [7, 15], table: 'waters', fixed: { kind: 'reach' }, water: true, editable: true, shown: true,
    fields: [code, name,
      { name: 'river', title: text('所属河流', 'River'), type: 'text', refers: 'rivers', required: true, identity: true, aliases: ['河流编码'] },
      { name: 'river_from_m', title: text('起点里程', 'From'), type: 'number', unit: 'm', required: true, derived: true },
      { name: 'river_to_m', title: text('止点里程', 'To'), type: 'number', unit: 'm', required: true, derived: true },
      division, bank, ...lineOfWater, nationalCode, validFrom, sourceNote],
  },
  {
    id: 'lakes', title: text('湖泊', 'Lakes'), group: 'water', geometry: 'polygon', zoom: [8, 15], table: 'waters', fixed: { kind: 'lake' }, water: true, editable: true, shown: true,
    fields: [code, name, ...stillWater, nationalCode, validFrom, sourceNote],
  },
  {
    id: 'reservoirs', title: text('水库', 'Reservoirs'), group: 'water', geometry: 'polygon', zoom: [8, 15], table: 'waters', fixed: { kind: 'reservoir' }, water: true, editable: true, shown: true,
    fields: [code, name, ...stillWater,
      { name: 'capacity_10k_m3', title: text('总库容', 'Capacity'), type: 'number', unit: '万m³', aliases: ['总库容', '库容'] },
      { name: 'dam_material', title: text('主坝类型', 'Dam'), type: 'text', aliases: ['主坝类型'] },
      { name: 'dam_height_m', title: text('坝高', 'Dam height'), type: 'number', unit: 'm', aliases: ['坝高'] },
      nationalCode, validFrom, sourceNote],
  },
  {
    id: 'small_waters', title: text('小微水体', 'Small waters'), group: 'water', geometry: 'polygon', zoom: [11, 16], table: 'waters', fixed: { kind: 'small_water' }, water: true, editable: true, shown: true,
    fields: [code, name,
      { name: 'subkind', title: text('类型', 'Kind'), type: 'text', values: smallWaterKinds, inTile: true },
      ...stillWater.filter((field) => field.name !== 'river'), validFrom, sourceNote],
  },
  {
    id: 'outfalls', title: text('入河排污口', 'Outfalls'), group: 'facilities', geometry: 'point', zoom: [11, 16], table: 'outfalls', editable: true,
    fields: [code, name, nationalCode,
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
  },
  {
    id: 'drainage_units', title: text('排水单元', 'Drainage units'), group: 'facilities', geometry: 'polygon', zoom: [12, 16], table: 'drainage_units', editable: true, staffOnly: true,
    fields: [code, name,
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
  },
  {
    id: 'drainage_households', title: text('排水户', 'Drainage households'), group: 'facilities', geometry: 'point', zoom: [14, 16], table: 'drainage_households', editable: true, staffOnly: true,
    fields: [code, name,
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
  },
  {
    id: 'treatment_plants', title: text('污水处理厂', 'Treatment plants'), group: 'facilities', geometry: 'point', zoom: [9, 15], table: 'treatment_plants', editable: true,
    fields: [code, name,
      { name: 'process', title: text('工艺', 'Process'), type: 'text' },
      { name: 'standard', title: text('排放标准', 'Effluent standard'), type: 'text' },
      { name: 'capacity_m3_d', title: text('处理规模', 'Capacity'), type: 'number', unit: 'm³/d', inTile: true },
      { name: 'operator', title: text('运营单位', 'Operator'), type: 'text' },
      { name: 'outfall', title: text('排口', 'Outfall'), type: 'text', refers: 'outfalls' },
      ...onWater, bank, division,
      { name: 'opened_on', title: text('投产日期', 'Opened'), type: 'date' }, validFrom, sourceNote],
  },
  {
    id: 'pollution_sources', title: text('污染源', 'Pollution sources'), group: 'facilities', geometry: 'point', zoom: [12, 16], table: 'pollution_sources', editable: true, staffOnly: true,
    fields: [code, name,
      { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: pollutionSourceKinds, required: true, inTile: true, aliases: ['污染源类型'] },
      { name: 'grid', title: text('所在网格', 'Grid'), type: 'text', refers: 'grids' },
      { name: 'unit', title: text('排水单元', 'Drainage unit'), type: 'text', refers: 'drainage_units' },
      ...onWater, bank, division,
      { name: 'found_on', title: text('发现日期', 'Found'), type: 'date' },
      { name: 'state', title: text('销号状态', 'State'), type: 'text', values: pollutionSourceStates, inTile: true },
      { name: 'closed_on', title: text('销号日期', 'Struck off'), type: 'date' },
      { name: 'rebound_count', title: text('反弹次数', 'Rebounds'), type: 'integer' },
      validFrom, sourceNote],
  },
  {
    id: 'sections', title: text('监测断面', 'Monitoring sections'), group: 'facilities', geometry: 'point', zoom: [8, 15], table: 'sections', editable: true, shown: true,
    fields: [code, name,
      { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: sectionKinds, inTile: true },
      ...onWater, division, target,
      { name: 'tide', title: text('潮别', 'Tide'), type: 'text', values: tides, aliases: ['涨落'] },
      { name: 'relation', title: text('交接关系', 'Relation'), type: 'text', values: sectionRelations },
      { name: 'automatic', title: text('自动监测', 'Automatic'), type: 'boolean' }, validFrom, sourceNote],
  },
  {
    id: 'gates', title: text('水闸泵站', 'Gates and pumps'), group: 'facilities', geometry: 'point', zoom: [10, 15], table: 'gates', editable: true,
    fields: [code, name,
      { name: 'kind', title: text('类型', 'Kind'), type: 'text', values: gateKinds, required: true, inTile: true, aliases: ['structure_type', 'category', 'type'] },
      ...onWater, division,
      { name: 'openings', title: text('闸孔数', 'Openings'), type: 'integer' },
      { name: 'width_m', title: text('闸孔总净宽', 'Net width'), type: 'number', unit: 'm' },
      { name: 'pump_m3_s', title: text('排涝流量', 'Pump flow'), type: 'number', unit: 'm³/s' },
      { name: 'operator', title: text('管理单位', 'Operator'), type: 'text', aliases: ['责任单位'] },
      { name: 'rule', title: text('调度规则', 'Operating rule'), type: 'text' },
      { name: 'built_on', title: text('建成日期', 'Built'), type: 'date' }, validFrom, sourceNote],
  },
  {
    id: 'divisions', title: text('行政区划', 'Divisions'), group: 'areas', geometry: 'polygon', zoom: [6, 14], table: 'divisions', shown: true,
    fields: [code, name,
      { name: 'level', title: text('级别', 'Level'), type: 'text', values: divisionLevels, required: true, inTile: true },
      { name: 'kind', title: text('类别', 'Kind'), type: 'text' },
      { name: 'parent', title: text('上级', 'Parent'), type: 'text', refers: 'divisions' },
      area, validFrom],
  },
  {
    id: 'grids', title: text('网格', 'Grids'), group: 'areas', geometry: 'polygon', zoom: [12, 15], table: 'grids',
    fields: [code, name, division, area, validFrom],
  },
]

/** All layers, in drawing order from the legend's top. */
export const catalogue: readonly Layer[] = layers

/** The entry of a layer; undefined for an id that is not one. */
export const layerOf = (id: string): Layer | undefined => layers.find((layer) => layer.id === id)
