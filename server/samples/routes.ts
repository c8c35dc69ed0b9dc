// /api/samples: what was found in the water, brought in as a sheet. Looked at first, then sent once more and written: nothing of it
// waits here in between.
import { randomUUID } from 'node:crypto'
import { Router, type Request } from 'express'
import { z } from 'zod'
import type { SampleSheet, SamplesWritten } from '../../domain/samples/schemas.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import { once } from '../changes/make.ts'
import { auditWithin } from '../http/audit.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { inTurn, turns } from '../http/turns.ts'
import { readingLimits } from '../imports/apart.ts'
import { digestOf } from '../imports/prepare.ts'
import { discard, fileName, pathOf, receive } from '../imports/upload.ts'
import { onPage } from '../imports/words.ts'
import type { Teller } from '../live/source.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'
import * as queries from './queries.ts'
import { placeSamples, readSheet } from './read.ts'

const Sheet = z.object({
  file: z.string().min(1).max(400).transform(fileName), member: z.string().max(200).optional(), encoding: z.string().max(50).optional(),
})
const Write = Sheet.extend({ id: z.uuid(), leaveOut: z.literal('yes').optional() })

/** Reading takes a processor: one after the other, as files that are imported. */
const readInTurn = turns({ atOnce: 1, patienceMs: null, mostEach: 5 })

const routes = ({ database: db }: House) => {
  /** What was sent, as a file until the work on it is done. */
  const received = async <T>(request: Request, file: string, work: (path: string) => Promise<T>): Promise<T> => {
    const id = randomUUID()
    const { megabytes } = await readingLimits(db)
    try {
      await receive(request, id, file, megabytes)
      return await readInTurn(actorOf(request)!.person, async () => work((await pathOf(id))!))
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason
      const { zh, en } = onPage(reason.words)
      throw new Problem('importRefused', { zh, en })
    } finally {
      await discard(id)
    }
  }

  return Router()
    .post('/api/samples/look', endpoint('bringSamples', (request): Promise<SampleSheet> => {
      const { file, ...sheets } = read(Sheet, request.query)
      return received(request, file, async (path) => {
        const sheet = await readSheet(db, path, file, sheets)
        return (await db.as(actorOf(request), (tx) => placeSamples(tx, sheet))).sheet
      })
    }))
    .post('/api/samples', endpoint('bringSamples', (request, response): Promise<SamplesWritten> => {
      const { file, id, leaveOut, ...sheets } = read(Write, request.query)
      const actor = actorOf(request)!
      return received(request, file, async (path) => {
        const asked = { samples: await digestOf(path), ...sheets, leaveOut }
        const read = await readSheet(db, path, file, sheets)
        const written = await inTurn(db, actor.person, () => db.as(actor, async (tx) => {
          const { seq, again } = await once(tx, { id, kind: 'import', asked, note: file }, async () => {
            const { sheet, placed } = await placeSamples(tx, read)
            if (sheet.errors.rows && !leaveOut) throw new Problem('importHasErrors', { rows: sheet.errors.rows })
            await queries.write(tx, placed, file)
          })
          if (!again) await auditWithin(tx, request, 'administered', { change: seq, details: { act: 'import', what: 'samples', file } })
          return { seq, counts: await queries.written(tx, seq) }
        }))
        response.status(201)
        return written
      })
    }))
}

/** Everybody hears at which sections the water is another. */
const tell: Teller = async (db, seq) => {
  const samples = await queries.sectionsOf(db, seq)
  return { staff: { samples }, public: { samples } }
}

export const noun: Noun = { description, routes, tell }
