import { part, path, query } from '../path.ts'
import type { Org, PeopleChanged, PeoplePage, Person } from './schemas.ts'

/** What an act on people answers, whatever it does. */
type Act<Method extends 'POST' | 'PUT' | 'PATCH' | 'DELETE'> = Record<Method, PeopleChanged>

export const peoplePaths = {
  page: (asked: Record<string, string | undefined> = {}) => path<{ GET: PeoplePage } & Act<'POST'>>(`/api/people${query(asked)}`),
  one: (code: string) => path<{ GET: Person } & Act<'PATCH'>>(`/api/people/${part(code)}`),
  posts: (code: string) => path<Act<'POST'>>(`/api/people/${part(code)}/posts`),
  account: (code: string) => path<Act<'PUT'>>(`/api/people/${part(code)}/account`),
  leave: (code: string) => path<Act<'POST'>>(`/api/people/${part(code)}/leave`),
  assistant: (chief: string, person: string) => path<Act<'PUT'>>(`/api/people/${part(chief)}/assistants/${part(person)}`),
  post: (code: string, id?: string) => path<Act<'PATCH' | 'DELETE'>>(`/api/posts/${part(code)}${query({ id })}`),
  tenures: () => path<Act<'POST'>>('/api/tenures'),
  tenure: (code: string, id?: string) => path<Act<'PATCH' | 'DELETE'>>(`/api/tenures/${part(code)}${query({ id })}`),
  orgs: (q: string) => path<{ GET: Org[] }>(`/api/orgs${query({ q })}`),
}
