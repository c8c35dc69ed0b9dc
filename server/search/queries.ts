// The one search field: names by character or sound, codes, chiefs with the waters they hold, coordinates.
import type { Found } from '../../domain/search/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { readCoordinate } from '../../domain/coordinates.ts'
import type { Queryable } from '../db/database.ts'
import { join, sql } from '../db/sql.ts'
import { fold, foldSound } from './fold.ts'

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

/** Whether name or address have the word in them. Less than three characters make no trigram: those are looked up one by one. */
const holds = (word: string) => {
  const within = sql`folded like ${`%${word}%`}`
  return [...word].length < 3 ? sql`(string_to_array(folded, null) @> ${[...word]}::text[] and ${within})` : within
}

/** A word as it is compared: folded, as a sound, and as the code it may be. */
const readWord = (written: string) => ({ word: fold(written), sound: foldSound(written), code: like(written.toLowerCase()) })
type Word = ReturnType<typeof readWord>

/** Whether a word fits what a thing is called: by characters, by sound, by code. */
const fits = ({ word, sound, code }: Word) => {
  // A code is asked for by three characters or more: by two it would be half the register.
  const long = [...word].length >= 3
  if (!/^[a-z0-9]+$/.test(sound)) return long ? sql`(${holds(word)} or code ilike ${`${code}%`})` : holds(word)
  const said = sql`initials like ${`% ${sound}%`} or pinyin like ${long ? `%${sound}%` : `% ${sound}%`}`
  return long ? sql`(${said} or code ilike ${`%${code}%`} or ${holds(word)})` : sql`(${said} or ${holds(word)})`
}

const entries = (db: Queryable, typed: string, limit: number): Promise<Entry[]> => {
  const words = typed.split(/\s+/).map(readWord).filter(({ word }) => word).slice(0, 5)
  if (!words.length) return Promise.resolve([])
  // One of several words is what it is called; the others may also say where it is.
  const placed = words.map((named) => sql`(${join(words.map((word) =>
    word === named ? fits(word) : sql`(${fits(word)} or around like ${`%${word.word}%`})`), ' and ')})`)
  const whole = { word: fold(typed), sound: foldSound(typed), code: typed.toLowerCase().replace(/\s+/g, '') }
  return db.query<Entry>(sql`
    select layer, code, title, detail, array[st_x(at), st_y(at)] as at
    from findable
    where ${join(placed, ' or ')}
    order by weight + case
        when lower(code) = ${whole.code} then 100
        when split_part(folded, '|', 1) = ${whole.word} then 60
        when initials || ' ' like ${`% ${whole.sound} %`} then 40
        when folded like ${`${whole.word}%`} then 30
        when lower(code) like ${`${like(whole.code)}%`} then 28
        when initials like ${`% ${whole.sound}%`} then 20
        when pinyin like ${`% ${whole.sound}%`} then 18
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
