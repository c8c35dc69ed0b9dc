// What the pick fields of people's forms offer.
import { divisionLevels } from '../../domain/enums.ts'
import { peoplePaths } from '../../domain/people/paths.ts'
import { searchPath } from '../../domain/search/paths.ts'
import { may, type Actor } from '../../domain/roles.ts'
import { get } from '../api.ts'
import { say } from '../i18n.ts'
import type { Choice } from '../ui/choice.ts'

const said = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')

export const people = async (q: string, signal?: AbortSignal): Promise<Choice[]> =>
  (await get(peoplePaths.page({ q, limit: '20' }), signal)).rows.map(({ code, name, post, place, phone }) => ({ code, name, detail: said(post, place, phone) }))

export const orgs = async (q: string, signal?: AbortSignal): Promise<Choice[]> => (await get(peoplePaths.orgs(q), signal)).map(({ code, name }) => ({ code, name, detail: '' }))

const found = async (q: string, signal?: AbortSignal) => (q ? (await get(searchPath(q, 50), signal)).found.filter(({ kind, code }) => kind === 'feature' && code) : [])

const levelOf = (code: string) => (code.length === 12 ? 'village' : code.length === 9 ? 'town' : code.endsWith('00') ? 'city' : 'district')

/** Divisions somebody administers; before anything is typed, those of their posts. */
export const divisionsOf = (actor: Actor | null) => async (q: string, signal?: AbortSignal): Promise<Choice[]> => {
  const mine = (actor?.posts ?? []).map(({ division, place }) => ({ code: division, title: place, detail: '' }))
  const all = q ? (await found(q, signal)).filter(({ layer }) => layer === 'divisions').map(({ code, title, detail }) => ({ code: code!, title, detail })) : mine
  return all.filter(({ code }) => may(actor, 'managePeople', code)).map(({ code, title, detail }) => ({ code, name: title, detail: said(detail, say(divisionLevels[levelOf(code)])) }))
}

const waterLayers = new Set(['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters'])

export const waters = async (q: string, signal?: AbortSignal): Promise<Choice[]> =>
  (await found(q, signal)).filter(({ layer }) => layer && waterLayers.has(layer))
    .map(({ code, title, detail }) => ({ code: code!, name: title, detail: said(detail, code) }))
