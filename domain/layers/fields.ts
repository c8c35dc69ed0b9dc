// Fields that many layers share.
import { banks, divisionLevels, flowModes, waterClasses } from '../enums.ts'
import { text } from '../text.ts'
import type { Field } from './layer.ts'

/** What a key is called after the thing it is of: 排口编码, 排口编号. */
const keys = ['编码', '编号', '代码', '统一编码', '标识码', 'ID']
const plainKeys = ['编码', '统一编码', '编号', '代码', 'id', 'gid', 'osm_id', '@id', 'comid', 'COMID']

/**
 * Code and name of a layer's things. What names the thing goes before what does not: of 编号 and 排口编码 the second is meant. What
 * only numbers the rows of a file (序号, 行号, FID) is no code.
 */
export const called = (...things: string[]): [code: Field, name: Field] => [
  {
    name: 'code', title: text('编码', 'Code'), type: 'text', required: true, identity: true,
    aliases: [...things.flatMap((thing) => keys.map((key) => thing + key)), ...plainKeys],
  },
  {
    name: 'name', title: text('名称', 'Name'), type: 'text', required: true, inTile: true,
    aliases: [
      ...things.map((thing) => `${thing}名称`), '名称', 'name:zh', 'name_zh', 'NAME', 'gnis_name', 'GNIS_NAME',
      ...things.map((thing) => `${thing}名`),
    ],
  },
]
export const division: Field = { name: 'division', title: text('所在村居', 'Division'), type: 'text', refers: 'divisions', identity: true, aliases: ['所属行政区', '村居代码'] }
export const nationalCode: Field = { name: 'national_code', title: text('国家编码', 'National code'), type: 'text', identity: true, aliases: ['河流代码'] }
export const sourceNote: Field = { name: 'source', title: text('数据来源', 'Source'), type: 'text', aliases: ['来源', 'data_source'] }
export const validFrom: Field = { name: 'valid_from', title: text('生效日期', 'Valid from'), type: 'date', derived: true, aliases: ['建立时间', '启用日期'] }
export const target: Field = { name: 'target_class', title: text('水质目标', 'Target class'), type: 'text', values: waterClasses, inTile: true, identity: true, aliases: ['水功能区水质目标', '水质目标'] }
export const area: Field = { name: 'area_m2', title: text('面积', 'Area'), type: 'number', unit: 'm²', derived: true, aliases: ['面积(m²)', 'Shape_Area'] }

/** Linear reference of a thing on a river or reach. */
export const onWater: Field[] = [
  { name: 'water', title: text('所在水体', 'Water'), type: 'text', refers: 'reaches', aliases: ['河段编码', '受纳水体编码'] },
  { name: 'measure_m', title: text('距起点', 'Measure'), type: 'number', unit: 'm', derived: true, aliases: ['桩号'] },
]
export const bank: Field = { name: 'bank', title: text('岸别', 'Bank'), type: 'text', values: banks, inTile: true, aliases: ['左右岸'] }

export const lineOfWater: Field[] = [
  { name: 'level', title: text('管理级别', 'Managed by'), type: 'text', values: divisionLevels, inTile: true, identity: true, aliases: ['河流管理级别'] },
  { name: 'flow_mode', title: text('水流方式', 'Flow'), type: 'text', values: flowModes, inTile: true, identity: true },
  { name: 'length_m', title: text('长度', 'Length'), type: 'number', unit: 'm', derived: true, aliases: ['河段长度', '河流长度', 'length'] },
  { name: 'width_m', title: text('宽度', 'Width'), type: 'number', unit: 'm', inTile: true, aliases: ['河宽', 'width'] },
  { name: 'catchment_km2', title: text('集雨面积', 'Catchment'), type: 'number', unit: 'km²', aliases: ['集雨面积(km²)', '流域面积', 'TotDASqKM', 'totdasqkm'] },
  { name: 'stream_order', title: text('河网级别', 'Stream order'), type: 'integer', most: 32_767, aliases: ['StreamOrde', 'streamorde'] },
  { name: 'start_place', title: text('起点', 'Starts at'), type: 'text', aliases: ['河段起点', '河源位置'] },
  { name: 'end_place', title: text('止点', 'Ends at'), type: 'text', aliases: ['河段止点', '河口位置', '终点'] },
  target,
]

export const stillWater: Field[] = [
  { name: 'river', title: text('所在河流', 'On river'), type: 'text', refers: 'rivers', aliases: ['所在河流'] },
  division,
  { ...area, aliases: ['常年水面面积', '水面面积', ...(area.aliases ?? [])] },
  { name: 'max_depth_m', title: text('最大水深', 'Greatest depth'), type: 'number', unit: 'm', aliases: ['最大水深'] },
  target,
]
