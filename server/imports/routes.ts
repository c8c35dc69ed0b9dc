// /api/imports: a file looked at before it is let in, corrected, then written whole or put away.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import { Router, json, type Request } from 'express'
import { z } from 'zod'
import { formats } from '../../geodata/export/write.ts'
import { writeTemplate } from '../../geodata/export/template.ts'
import { layerIds } from '../../domain/catalogue.ts'
import { fates } from '../../domain/imports/fates.ts'
import { ImportOptions, type StagedImport } from '../../domain/imports/schemas.ts'
import { today } from '../../domain/today.ts'
import type { Queryable } from '../db/database.ts'
import { audit, auditWithin, writeAudit } from '../http/audit.ts'
import { Download, endpoint, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { readingLimits } from './apart.ts'
import { errorsCsv } from './print.ts'
import * as imports from './queries.ts'
import { commit, putAway, stageLater } from './staging.ts'
import { fileName, pathOf, receive } from './upload.ts'
import { layerNamed } from '../features/selecting.ts'
import { inFolder } from '../scribe/scribe.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const Into = z.strictObject({ layer: z.enum(layerIds).optional() })
const Upload = Into.extend({
  file: z.string().min(1).max(400).transform(fileName),
  options: z.string().max(20_000).optional().transform((said, context) => {
    try {
      return ImportOptions.parse(JSON.parse(said ?? '{}'))
    } catch {
      context.addIssue('不是合法的选项 (no valid options)')
      return z.NEVER
    }
  }),
})
const Template = z.strictObject({ format: z.enum(['csv', 'xlsx'], 'csv 或 xlsx').default('xlsx') })
const Id = z.uuid()
const degrees = z.coerce.number().min(-180).max(180)
const Box = z.string().transform((text): unknown => text.split(',')).pipe(z.tuple([degrees, degrees, degrees, degrees]))
const View = z.object({ bbox: Box.default([-180, -90, 180, 90]), limit: z.coerce.number().int().min(1).max(5000).default(2000) })
const Page = z.object({ fate: z.enum(fates), after: z.string().max(200).default(''), limit: z.coerce.number().int().min(1).max(500).default(100) })
const Commit = z.strictObject({ id: z.uuid() })

/** What ends on a day must have had that day. */
const dated = (options: ImportOptions): ImportOptions => {
  if (options.day && options.day > today()) throw new Problem('inputInvalid', { field: 'day', reason: '不能晚于今天 (not later than today)' })
  return options
}

const foundBy = async (db: Queryable, request: Request): Promise<StagedImport> =>
  (await imports.find(db, read(Id, request.params.id))) ?? (() => { throw new Problem('importUnknown') })()

const planFor = async (db: Queryable, request: Request) => {
  const { id } = await foundBy(db, request)
  const plan = await imports.planOf(db, id)
  if (!plan || !(await imports.stageStands(db, plan))) throw new Problem('importNotReady', { zh: '没有可看的内容', en: 'there is nothing to show' })
  return plan
}

const routes = ({ database: db, log }: House) => {
  const trouble = (reason: unknown) => log.error({ err: reason }, 'import')
  const mine = (request: Request) => db.as(actorOf(request), (tx) => foundBy(tx, request))

  return Router()
    .get('/api/templates/:layer', endpoint('anyone', async (request) => {
      const layer = layerNamed(String(request.params.layer))
      const { format } = read(Template, request.query)
      const path = await inFolder(async (path) => {
        await writeTemplate(path, layer, format)
        return path
      })
      return new Download(path, formats[format].type, { ascii: `${layer.id}-template.${format}`, full: `${layer.title.zh}-模板.${format}` })
    }))
    .use('/api/imports/:id', json())
    .get('/api/imports', register('importLayers', imports.list))
    .post('/api/imports', endpoint('importLayers', async (request, response): Promise<StagedImport> => {
      const { layer, file, options } = read(Upload, request.query)
      dated(options)
      const asker = actorOf(request)!
      const limits = await readingLimits(db)
      const id = randomUUID()
      if ((await imports.waitingOf(db, asker.person)) >= limits.waiting) {
        response.setHeader('Connection', 'close')
        throw new Problem('importsWaiting', { waiting: limits.waiting })
      }
      await receive(request, id, file, limits.megabytes).catch((reason: unknown) => {
        // What is still being sent is not listened to any more.
        response.setHeader('Connection', 'close')
        throw reason
      })
      await imports.add(db, { id, person: asker.person, layer: layer ?? null, file, options })
      await putAway(db, await imports.stale(db, limits.hours))
      stageLater(db, { id, layer: layer ?? null, options, asker }, trouble)
      response.status(202)
      return (await imports.find(db, id))!
    }))
    .get('/api/imports/:id', register('importLayers', foundBy))
    .put('/api/imports/:id', endpoint('importLayers', async (request, response): Promise<StagedImport> => {
      const options = dated(read(ImportOptions, request.body))
      const { layer: wanted } = read(Into, request.query)
      const found = await mine(request)
      const layer = wanted ?? found.layer
      if (found.state === 'done') throw new Problem('importDone', { seq: found.seq })
      if (!(await pathOf(found.id))) throw new Problem('importFileGone')
      const plan = await imports.planOf(db, found.id)
      if (!(await imports.restart(db, found.id, layer, options))) throw new Problem('importBusy')
      stageLater(db, { id: found.id, layer, options, asker: actorOf(request)! }, trouble, plan)
      response.status(202)
      return (await imports.find(db, found.id))!
    }))
    .delete('/api/imports/:id', endpoint('importLayers', async (request) => {
      const found = await mine(request)
      if (found.state === 'writing') throw new Problem('importBusy')
      await putAway(db, [found.id])
      return {}
    }))
    .get('/api/imports/:id/preview', register('importLayers', async (tx, request) => {
      const { bbox, limit } = read(View, request.query)
      return imports.preview(tx, await planFor(tx, request), bbox, limit)
    }))
    .get('/api/imports/:id/rows', register('importLayers', async (tx, request) => {
      const { fate, after, limit } = read(Page, request.query)
      return imports.rows(tx, await planFor(tx, request), fate, after, limit)
    }))
    .get('/api/imports/:id/errors.csv', endpoint('importLayers', async (request, response) => {
      const { id, file } = await mine(request)
      const troubles = await imports.troublesOf(db, id)
      audit(request, 'exported', { details: { what: 'importErrors', file, format: 'csv', rows: troubles.length } })
      await writeAudit(request)
      response.setHeader('Content-Type', 'text/csv; charset=utf-8')
      response.attachment(`${file} 错误.csv`)
      response.setHeader('Cache-Control', 'no-store')
      await pipeline(Readable.from(errorsCsv(troubles)), response)
    }))
    .post('/api/imports/:id/commit', endpoint('importLayers', async (request, response) => {
      const { id } = read(Commit, request.body)
      const found = await mine(request)
      const done = await commit(db, actorOf(request)!, found, id, (tx, change) => auditWithin(tx, request, 'administered', { change, details: { act: 'import', what: found.layer, file: found.file } }))
      response.status(201)
      return done
    }))
}

export const noun: Noun = { description, routes }
