// What an import says on the command line, said for a page: options are called what they are called there, and what the
// database says of a shape is said in Chinese.
import { text, type Text } from '../../domain/text.ts'

const names: [option: RegExp, zh: string, en: string][] = [
  [/(?:Ring )?Self-intersection\[([\d.-]+) ([\d.-]+)\]/g, '边界自己相交（$1, $2）', '$&'],
  [/--map \S+?=\w+ 或 --default (\w+)=值/g, '在“列的对应”里选一列', ''],
  [/--map \S+?=\w+ or --default (\w+)=value/g, '', 'choose a column for it'],
  [/（命令行指定）/g, '（由您指定）', ''],
  [/命令行 --map/g, '由您指定', ''],
  [/--map/g, '“列的对应”', 'the columns'],
  [/--default/g, '“缺省值”', 'the default values'],
  [/--mend/g, '“修正图形”', '“mend shapes”'],
  [/--prefix/g, '“编码前缀”', '“code prefix”'],
  [/--leave-out/g, '“略去有误的行”', '“leave rows in error out”'],
  [/--keep-shift/g, '“不转换偏移”', '“keep coordinates”'],
  [/用 --crs (GCJ-02|BD-09)/g, '在“坐标系”里选 $1', ''],
  [/去掉 --crs (GCJ-02|BD-09)/g, '清空“坐标系”', ''],
  [/用 --here/g, '勾选“确认位置”', ''],
  [/--here/g, '“确认位置”', '“This is the place”'],
  [/。也可用 --near 经度,纬度 说出城市在哪里|\. Or say where the city is with --near lon,lat/g, '', ''],
  [/--crs/g, '“坐标系”', '“coordinate system”'],
  [/--encoding/g, '“字符集”', '“encoding”'],
  [/--member/g, '“哪一份”', '“which one”'],
]

export const onPage = ({ zh, en }: Text): Text =>
  names.reduce(
    (said, [option, ours, english]) => text(said.zh.replace(option, ours), said.en.replace(option, english || ours)), text(zh, en),
  )
