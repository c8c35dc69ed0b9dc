// /api/people, /api/posts, /api/tenures, /api/orgs: who is who, and who answers for what, entered by offices and administrators.
import { Router, json, type Request } from 'express'
import { z } from 'zod'
import * as people from '../../domain/people/schemas.ts'
import { fresh, roleIds } from '../../domain/roles.ts'
import { once } from '../changes/make.ts'
import type { Queryable } from '../db/database.ts'
import { audit, filterOf } from '../http/audit.ts'
import { change } from '../http/change.ts'
import { read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import * as acts from './acts.ts'
import { auditAct } from './audited.ts'
import { find, orgs, page } from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const Asked = z.object({
  q: z.string().max(100).default('').transform((text) => text.normalize('NFKC').trim()),
  division: z.string().max(20).optional(),
  role: z.enum(roleIds).optional(),
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const Sought = z.object({ q: z.string().max(100).default('') })
const Id = z.object({ id: z.uuid() })

const param = (request: Request, name: string) => String(request.params[name])

/** Wraps an act: its body, done once, in the name of whoever asks. `of` says what it is about; a returned text is a new password. */
const act = <Body extends { id: string }>(
  name: string, bodyOf: (request: Request) => Body, of: (request: Request, body: Body) => string,
  work: (db: Queryable, body: Body, request: Request) => Promise<string | null | void>,
) =>
  change(fresh('managePeople'), (request) => {
    const body = bodyOf(request)
    return {
      async make(db): Promise<people.PeopleChanged & { again: boolean }> {
        let password: string | null = null
        const { seq, again } = await once(db, { id: body.id, kind: 'people', asked: [name, request.params, body] }, async () => {
          password = (await work(db, body, request)) ?? null
        })
        if (!again) await auditAct(db, request, name, seq, Object.keys(body).filter((field) => field !== 'id'))
        return { seq, code: of(request, body), password, again }
      },
    }
  }, ({ again, ...done }, request, response): people.PeopleChanged => {
    if (done.password !== null) response.setHeader('Cache-Control', 'no-store')
    if (request.method === 'POST' && !again) response.status(201)
    return done
  })

const sent = <Schema extends z.ZodType>(schema: Schema) => (request: Request): z.infer<Schema> => read(schema, request.body)
const fromQuery = (request: Request) => read(Id, request.query)
const own = (body: { id: string }) => body.id
const named = (request: Request) => param(request, 'code')

/** Nobody locks themself, or the chief they act for, out, or gets round the password they have to know. */
const notSelf = (request: Request) => {
  const { person, behalf } = actorOf(request)!
  if ([person, behalf?.person].includes(param(request, 'code'))) throw new Problem('notYourself')
}

export const noun: Noun = { description, routes: () => Router()
  .use(['/api/people', '/api/posts', '/api/tenures'], json({ limit: '100kb' }))
  .get('/api/people', register('managePeople', async (db, request) => {
    const found = await page(db, read(Asked, request.query))
    const about = found.rows.filter(({ phone, login }) => phone !== null || login !== null).map(({ code }) => code)
    if (about.length) audit(request, 'readPersonal', { about, details: { what: 'people', filter: filterOf(request), rows: about.length } })
    return found
  }))
  .get('/api/people/:code', register('managePeople', async (db, request): Promise<people.Person> => {
    const code = param(request, 'code')
    const found = (await find(db, code)) ?? (() => { throw new Problem('personUnknown', { code }) })()
    // What somebody holds and held, all of it, is nowhere public.
    audit(request, 'readPersonal', { about: [code], details: { what: 'person' } })
    return found
  }))
  .post('/api/people', act('enter', sent(people.NewPerson), (_, body) => own(body), (db, body) => acts.enter(db, body)))
  .patch('/api/people/:code', act('correct', sent(people.PersonUpdate), named, async (db, body, request) => {
    await acts.exists(db, named(request))
    await acts.correct(db, named(request), body)
  }))
  .post('/api/people/:code/posts', act('givePost', sent(people.NewPost), (_, body) => own(body), async (db, body, request) => {
    await acts.exists(db, named(request))
    await acts.givePost(db, named(request), body.id, body)
  }))
  .patch('/api/posts/:code', act('correctPost', sent(people.PostUpdate), named, (db, body, request) => acts.correctPost(db, named(request), body)))
  .delete('/api/posts/:code', act('removePost', fromQuery, named, (db, _, request) => acts.removePost(db, named(request))))
  .put('/api/people/:code/account', act('account', sent(people.AccountUpdate), named, async (db, body, request) => {
    notSelf(request)
    await acts.exists(db, named(request))
    return acts.account(db, named(request), body)
  }))
  .put('/api/people/:code/assistants/:person', act('assist', sent(people.AssistantUpdate), named, async (db, body, request) => {
    await acts.exists(db, named(request))
    await acts.exists(db, param(request, 'person'))
    await acts.assist(db, named(request), param(request, 'person'), body)
  }))
  .post('/api/people/:code/leave', act('leave', sent(people.Leave), named, async (db, body, request) => {
    notSelf(request)
    await acts.exists(db, named(request))
    if (body.successor !== undefined) await acts.exists(db, body.successor)
    await acts.leave(db, named(request), body)
  }))
  .post('/api/tenures', act('appoint', sent(people.NewTenure), (_, body) => own(body), async (db, body) => {
    await acts.exists(db, body.person)
    await acts.appoint(db, body)
  }))
  .patch('/api/tenures/:code', act('correctTenure', sent(people.TenureUpdate), named, (db, body, request) => acts.correctTenure(db, named(request), body)))
  .delete('/api/tenures/:code', act('removeTenure', fromQuery, named, (db, _, request) => acts.removeTenure(db, named(request))))
  .get('/api/orgs', register('managePeople', (db, request) => orgs(db, read(Sought, request.query).q))) }
