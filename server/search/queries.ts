// The one search field: names by character or sound, codes, chiefs with the waters they hold, coordinates.
import type { Found } from '../../domain/search/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { readCoordinate } from '../../domain/coordinates.ts'
import type { Queryable } from '../db/database.ts'
import { join, sql } from '../db/sql.ts'

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&')

const positions = (typed: string): Found[] =>
  readCoordinate(typed).map(({ at, crs, note }) => ({
    kind: 'position',
    layer: null,
    code: null,
    title: `${at[0].toFixed(6)}, ${at[1].toFixed(6)}`,
    detail: note.zh,
    at: [...at],
    extent: null,
    crs,
  }))

/** Waters of people by their codes, one line each, most responsible first. */
const held = (db: Queryable, people: readonly string[], limit: number) =>
  db.query<{ layer: LayerId; code: string; person: string; name: string; at: [number, number] }>(sql`
    select coalesce(w.layer, 'divisions') as layer, coalesce(w.code, d.code) as code, t.person, coalesce(w.title, d.title) as name,
      array[st_x(coalesce(w.at, d.at)), st_y(coalesce(w.at, d.at))] as at
    from tenures t
    left join findable w on w.code = t.water and w.layer in ('rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters')
    left join findable d on d.code = t.division and d.layer = 'divisions' and t.water is null
    where t.person = any (${people}::text[]) and t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date)
      and coalesce(w.code, d.code) is not null
    order by array_position(${people}::text[], t.person), coalesce(w.weight, d.weight) desc, code
    limit ${limit}`)

interface Entry {
  layer: LayerId | 'people'
  code: string
  title: string
  detail: string
  at: [number, number]
}

/** Whether the title has the word in it. Less than three characters make no trigram: those are looked up one by one. */
const holds = (word: string) => {
  const within = sql`title ilike ${`%${like(word)}%`}`
  return [...word].length < 3 ? sql`(string_to_array(lower(title), null) @> ${[...word]}::text[] and ${within})` : within
}

const entries = (db: Queryable, typed: string, limit: number) => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 5)
  const whole = like(words.join(''))
  const first = words[0]
  const latin = /^[a-z0-9]+$/.test(words.join(''))
  const fits = words.map((word) => {
    const [begins, any] = [`${like(word)}%`, `%${like(word)}%`]
    // A code is asked for by three characters or more: by two it would be half the register.
    if (word.length < 3) return latin ? sql`(initials like ${begins} or pinyin like ${begins} or ${holds(word)})` : sql`(${holds(word)} or detail ilike ${any} and ${holds(first)})`
    return latin
      ? sql`(initials like ${begins} or pinyin like ${any} or code ilike ${any} or ${holds(word)})`
      : sql`(${holds(word)} or code ilike ${begins} or detail ilike ${any} and ${holds(first)})`
  })
  return db.query<Entry>(sql`
    select layer, code, title, detail, array[st_x(at), st_y(at)] as at
    from findable
    where ${join(fits, ' and ')}
    order by weight + case
        when lower(code) = ${words.join('')} then 100
        when lower(title) = ${typed.toLowerCase()} then 60
        when initials = ${words.join('')} then 40
        when lower(title) like ${`${like(typed.toLowerCase())}%`} then 30
        when lower(code) like ${`${whole}%`} then 28
        when initials like ${`${whole}%`} then 20
        when pinyin like ${`${whole}%`} then 18
        else 0 end desc,
      length(title), code
    limit ${limit}`)
}

/** What fits the text, best first; nothing for an empty one. `limit` counts lines. */
export const find = async (db: Queryable, typed: string, limit: number): Promise<Found[]> => {
  const places = positions(typed)
  if (places.length || !typed) return places
  const found = await entries(db, typed, limit)
  const people = found.filter((entry) => entry.layer === 'people').map((entry) => entry.code)
  const theirs = people.length ? await held(db, people, limit) : []
  return found
    .flatMap((entry): Found[] => {
      if (entry.layer !== 'people') return [{ kind: 'feature', layer: entry.layer, code: entry.code, title: entry.title, detail: entry.detail, at: entry.at, extent: null, crs: null }]
      return theirs
        .filter((one) => one.person === entry.code)
        .slice(0, 6)
        .map((one) => ({ kind: 'person', layer: one.layer, code: one.code, title: entry.title, detail: `${entry.detail} · ${one.name}`, at: one.at, extent: null, crs: null }))
    })
    .filter((one, i, all) => all.findIndex((other) =>
      other.kind === one.kind && other.layer === one.layer && other.code === one.code && other.title === one.title) === i)
    .slice(0, limit)
}
