// How the people of the demonstration city sign in, and as what: tables posts, assistants and accounts; and that they are of a
// demonstration and nothing else: table demonstration_people. Everybody signs in with a telephone number and the one password
// of the demonstration (domain/accounts/demonstration.ts).
import type { Role } from '../../domain/roles.ts'
import type { Row, Tables } from './rows.ts'

/** The demonstration's password as server/accounts/password.ts keeps it; with one salt, so that the city stays the same each time. */
const sealed = 'scrypt$32768$8$3$cm9uZ3pob3UtZGVtby0xNg$TquDYrfScPC8psmrfD2kWBoIqQuYa1mhHtkiC3wZLcY'

/** Roles that a few hold: one or two people of the city's own offices each, from its departments first where it is their trade. */
const special: { role: Role; org: RegExp; many: number }[] = [
  { role: 'administrator', org: /河长制办公室$/, many: 1 },
  { role: 'supervisor', org: /河长制办公室$/, many: 2 },
  { role: 'planner', org: /水务局$|河涌监测中心$/, many: 2 },
  { role: 'inspector', org: /住房和城乡建设局$/, many: 2 },
]

export function accounts({ orgs = [], people = [], contacts = [] }: Tables): Tables {
  const orgOf = new Map(orgs.map((org) => [org.code, org]))
  const staff = people.filter(({ role }) => role === 'staff')
  const roles = new Map<Row, Role>()
  for (const { role, org, many } of special) {
    const free = staff.filter((person) => !roles.has(person))
    const fitting = free.filter((person) => org.test(String(orgOf.get(person.org)?.name)) && orgOf.get(person.org)?.level === 'city')
    // The head of an office keeps it; a small city makes do with whom it has.
    for (const person of (fitting.length > many ? fitting.slice(1) : free).slice(0, many)) roles.set(person, role)
  }
  const roleOf = (person: Row): Role => {
    if (person.role !== 'staff') return person.role as Role
    return roles.get(person) ?? (orgOf.get(person.org)?.kind === 'chief_office' ? 'office' : 'department')
  }

  const serving = people.filter(({ post }) => !String(post).startsWith('原'))
  const posts = serving.map((person): Row => ({ code: `G-${String(person.code)}`, person: person.code, role: roleOf(person), division: person.division, valid_from: '2021-01-01', valid_to: null }))

  // In each town the office's liaison is also assistant to the town's first chief.
  const chiefs = new Map<unknown, Row>()
  for (const person of serving) if (person.role === 'chief' && !chiefs.has(person.division)) chiefs.set(person.division, person)
  const assisted = new Set<unknown>()
  const assistants: Row[] = []
  for (const person of staff) {
    const chief = chiefs.get(person.division)
    if (orgOf.get(person.org)?.level !== 'town' || roleOf(person) !== 'office' || !chief || assisted.has(person.division)) continue
    assisted.add(person.division)
    assistants.push({ person: person.code, chief: chief.code, valid_from: '2024-01-01', valid_to: null })
  }

  const phones = new Map(contacts.map(({ person, phone }) => [person, phone]))
  const logins = new Set<string>()
  const rows = people.map((person): Row => {
    const phone = String(phones.get(person.code)).replaceAll('-', '')
    const login = logins.has(phone) ? String(person.code).toLowerCase() : phone
    logins.add(login)
    return { code: `A-${String(person.code)}`, person: person.code, login, password: sealed }
  })
  return { posts, assistants, accounts: rows, demonstration_people: people.map(({ code }) => ({ person: code! })) }
}
