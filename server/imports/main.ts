// npm run import -- FILE --layer LAYER: real data into the register.
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { catalogue, layerOf } from '../../domain/catalogue.ts'
import { writeTemplate } from '../../geodata/export/template.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import { openDatabase, placesFromEnvironment } from '../db/open.ts'
import { agreeToEnd, endDemonstration, hasDemonstration, sayEnded, worldOf } from '../city/demonstration.ts'
import { fileCommand, Usage } from '../command.ts'
import { migrate } from '../db/migrate.ts'
import { importFile, type Progress } from './importFile.ts'
import { reportText, writeErrors } from './print.ts'

const usage = `npm run import -- 文件 --layer 图层 [选项]
npm run import -- --template 模板.xlsx --layer 图层      要填的表，也可 .csv  a table to fill in
  文件 GeoJSON（也可逐行）、Shapefile（.shp 或 zip）、GeoPackage、KML/KMZ、GPX、CSV、Excel（坐标列 WKT，或经度和纬度）
  图层 ${catalogue.map((layer) => `${layer.id} ${layer.title.zh}`).join(' · ')}
  --dry-run             只看会发生什么，不写入              show what would happen
  --report              附河网拓扑检查                      add a topology report
  --errors FILE.csv     把所有行错误写成 CSV                write all row errors
  --crs EPSG:4547       坐标系；也可 GCJ-02、BD-09、proj 定义  coordinate system
  --encoding gbk        属性文字编码                        text encoding
  --map 列=字段         指定对应，可多次；字段留空则不导入    which column goes where
  --default 字段=值     来源没有时用的值，可多次             value where the source has none
  --only 列=值,值 --skip 列=值,值                           take or leave rows
  --prefix 前缀         编码前缀，避免与别处的编号相混        lead codes with this
  --member 名称         zip、GeoPackage 或 Excel 里的哪一份         which data set of several
  --links               河流按端点相接建立上下游关系          join rivers by their ends
  --mend                自动修正不合法的面                  mend invalid polygons
  --leave-out           有误的行略去，只写别的行              leave rows in error out, write the others
  --keep-shift          坐标照原样取：像 GCJ-02、离得远也是   take coordinates as they are
  --here                文件确实位于它所说的地方            the file lies where it says
  --near 113.3,23.1     城市在哪里，名录还空着时用来比对    where the city is
  --day 2026-01-31      改动自哪天起有效（默认今天）          changed rows valid from
  --end-demonstration   名录还是演示时，不再询问就结束演示    end the demonstration without being asked
环境变量 DATA_DIR (.data) · DATABASE_URL；服务运行时也可导入`

const many = { type: 'string', multiple: true, default: [] as string[] } as const
const one = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        layer: one, template: one, crs: one, encoding: one, errors: one, prefix: one, member: one, day: one, near: one,
        map: many, default: many, only: many, skip: many,
        'dry-run': flag, report: flag, links: flag, mend: flag, 'keep-shift': flag, here: flag, 'leave-out': flag, 'end-demonstration': flag, help: flag,
      },
    })
    const [path, ...more] = positionals
    if (values.template !== undefined && values.layer && !path) return { template: { path: values.template, layer: values.layer } }
    if (values.help || !path || more.length || !values.layer) throw new Usage(usage)
    if (values.day && !/^\d{4}-\d{2}-\d{2}$/.test(values.day)) throw new Refusal(`--day ${values.day} 应写作 2026-01-31`, 'a day reads 2026-01-31')
    return { path, errors: values.errors, agreed: values['end-demonstration'], options: {
      layer: values.layer, crs: values.crs, encoding: values.encoding, member: values.member, prefix: values.prefix, day: values.day,
      map: values.map, defaults: values.default, only: values.only, skip: values.skip,
      dryRun: values['dry-run'], topology: values.report, links: values.links, mend: values.mend, keepShift: values['keep-shift'], here: values.here, near: values.near,
      leaveOut: values['leave-out'],
    } }
  } catch (caught) {
    throw caught instanceof Refusal || caught instanceof Usage ? caught : new Usage(`${(caught as Error).message}\n${usage}`)
  }
}

/** A bar for long files on a terminal; silence elsewhere. */
function progressBar(): { show: Progress; stop(): void } {
  const bar = new SingleBar({ format: '{doing} {bar} {value}/{total}', barsize: 30, hideCursor: true, clearOnComplete: true, noTTYOutput: false })
  let started = false
  return {
    show(doing, done, total) {
      if (!process.stderr.isTTY || (done < 5000 && !started)) return
      if (!started) bar.start(total ?? done, done, { doing: doing.zh })
      started = true
      bar.setTotal(total ?? done)
      bar.update(done, { doing: doing.zh })
    },
    stop: () => bar.stop(),
  }
}

async function template({ path, layer: id }: { path: string; layer: string }): Promise<number> {
  const layer = layerOf(id)
  const format = /\.(csv|xlsx)$/i.exec(path)?.[1].toLowerCase() as 'csv' | 'xlsx' | undefined
  if (!layer) throw new Refusal(`没有图层 ${id}`, `no layer ${id}`)
  if (!format) throw new Refusal(`模板 ${path} 要叫 .xlsx 或 .csv`, 'a template ends with .xlsx or .csv')
  await writeTemplate(path, layer, format)
  console.log(`${layer.title.zh}的模板写在 ${path} (template written)`)
  return 0
}

async function main(): Promise<number> {
  const asked = readArguments()
  if (asked.template) return template(asked.template)
  const { path, errors, agreed, options } = asked
  const database = await openDatabase(placesFromEnvironment(), { attachable: true })
  const bar = progressBar()
  try {
    await migrate(database)
    const ends = options.dryRun ? false : await agreeToEnd(database, agreed)
    const report = await importFile(database, path, options, bar.show, ends ? endDemonstration : undefined)
    bar.stop()
    console.log(reportText(report, options.dryRun))
    if (ends && report.written) await sayEnded(database)
    if (options.dryRun && hasDemonstration(await worldOf(database))) console.log('这个名录是演示：真正导入时，会先问是否结束演示。 (importing into this demonstration will first ask to end it)')
    if (errors && report.troubles.length) await writeErrors(errors, report)
    return (report.rowsInError && !report.leftOut) || report.question ? 2 : 0
  } finally {
    bar.stop()
    await database.close()
  }
}

fileCommand(main)
