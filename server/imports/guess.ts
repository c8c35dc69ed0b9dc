// A file looked at before anybody has said which layer it is for, in the thread it is read in (prepare.worker.ts).
import { basename } from 'node:path'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import type { LayerGuess } from '../../domain/imports/schemas.ts'
import { text } from '../../domain/text.ts'
import { guessLayer } from '../../geodata/import/guess.ts'
import { mapColumns } from '../../geodata/import/mapping.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import type { Source } from '../../geodata/import/read/source.ts'
import { nothingIn } from '../../geodata/import/refusal.ts'
import { surveyOf } from '../../geodata/import/survey.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, sql } from '../db/sql.ts'
import type { Progress, ImportOptions } from './prepare.ts'

/** So many features tell which layer they are for. */
const mostLookedAt = 2000

async function* beginning(source: Source) {
  let left = mostLookedAt
  for await (const feature of source.features()) {
    if (left-- <= 0) return
    yield feature
  }
}

/** How many of some codes each layer has. */
async function codesThere(
  db: Queryable, columns: readonly string[], rows: readonly Record<string, unknown>[],
): Promise<Partial<Record<LayerId, number>>> {
  const there: Partial<Record<LayerId, number>> = {}
  for (const layer of catalogue) {
    const column = mapColumns({ ...layer, fields: layer.fields.filter(({ name }) => name === 'code') }, columns).fields[0]?.column
    const codes = column === undefined ? [] : [...new Set(rows.map((row) => String(row[column] ?? '')))].filter(Boolean)
    if (!codes.length) continue
    const kind = layer.fixed?.kind === undefined ? sql`` : sql` and kind = ${layer.fixed.kind}`
    const [{ n }] = (await db.query<{ n: number }>(sql`select count(*) as n from ${identifier(layer.table)} where code = any (${codes}::text[])${kind}`)) as [{ n: number }]
    if (n) there[layer.id] = n
  }
  return there
}

/** What a file looks to be for. Throws a `Refusal` where it holds nothing, or cannot be read. */
export async function guess(
  db: Queryable, path: string, folder: string, { encoding, member }: Pick<ImportOptions, 'encoding' | 'member'>, progress: Progress,
): Promise<LayerGuess> {
  const file = basename(path)
  const source = await openSource(path, { within: folder, encoding: encoding ?? null, member: member ?? null })
  try {
    const looked = { ...source, features: () => beginning(source) }
    const { count, columns, types, sample } = await surveyOf(looked, (seen) => progress(text('看一看', 'looking'), seen, source.total))
    if (!count) throw nothingIn(file)
    const rows = sample.map(({ properties }) => properties)
    const names = [file, source.format.zh, member ?? '']
    const there = await codesThere(db, columns, rows)
    return guessLayer({ names, columns, shortNames: source.shortNames, shapes: types.keys(), rows, there })
  } finally {
    await source.close()
  }
}
