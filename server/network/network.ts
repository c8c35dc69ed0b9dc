// The network of the register, kept in memory and never stale: before every answer it is brought up to the last change on
// record, so that of several servers on one database each is right.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { drainage, drawnNetwork, encode, replaceRows, versionOf, type DrawnNetwork, type NetworkContents } from '../../domain/network/index.ts'
import { forDrains } from '../../domain/catalogue.ts'
import type { NetworkChanges } from '../../domain/network/schemas.ts'
import type { Audience } from '../../domain/roles.ts'
import { isLongAgo, mostAwayMs } from '../changes/away.ts'
import type { Database, Queryable } from '../db/database.ts'
import { contentsAt, headOf, hourOf, touchedIn } from './queries.ts'

const compressed = promisify(gzip)

/** The network as it was after a change; never altered. */
export class Snapshot {
  private of: Partial<Record<Audience, DrawnNetwork>> = {}
  private versions: Partial<Record<Audience, string>> = {}
  private bodies: Partial<Record<Audience, Promise<Buffer>>> = {}

  constructor(readonly seq: number, readonly hour: string, readonly contents: NetworkContents, readonly staffOnly: ReadonlySet<string>) {}

  /** The same after changes that had nothing to do with it. */
  at(seq: number): Snapshot {
    const same = new Snapshot(seq, this.hour, this.contents, this.staffOnly)
    return Object.assign(same, { of: this.of, versions: this.versions, bodies: this.bodies })
  }

  /** What somebody may see of it: both audiences trace the same waters. */
  seen(audience: Audience): NetworkContents {
    return audience === 'staff' ? this.contents : this.drawn('public').contents
  }

  drawn(audience: Audience): DrawnNetwork {
    return (this.of[audience] ??= audience === 'staff' ? drawnNetwork(this.contents) : this.forAll())
  }

  private forAll(): DrawnNetwork {
    const whole = this.drawn('staff')
    const contents = forAll(this.contents, this.staffOnly)
    return { ...whole, contents, drainage: drainage(whole.network, contents) }
  }

  version(audience: Audience): string {
    return (this.versions[audience] ??= versionOf(this.seen(audience)))
  }

  /** The answer as it is sent, gzip. */
  body(audience: Audience): Promise<Buffer> {
    return (this.bodies[audience] ??= compressed(
      JSON.stringify(encode(this.seen(audience), this.seq, this.version(audience))), { level: 6 },
    ))
  }
}

/** Without what is not for everybody. */
const forAll = (contents: NetworkContents, staffOnly: ReadonlySet<string>): NetworkContents => {
  const inSight = <Row extends { code: string }>(rows: readonly Row[]) => rows.filter(({ code }) => !staffOnly.has(code))
  return { ...contents, ...forDrains(({ staffOnly: some, drains: { as } }) => (some ? inSight(contents[as]) : contents[as])) }
}

const pick = (contents: NetworkContents, codes: ReadonlySet<string>): NetworkContents => {
  const of = <Row extends { code: string }>(rows: readonly Row[]) => rows.filter(({ code }) => codes.has(code))
  return {
    reaches: of(contents.reaches), standing: of(contents.standing), gates: of(contents.gates),
    ...forDrains(({ drains: { as } }) => of(contents[as])), links: contents.links.filter(({ upstream }) => codes.has(upstream)),
  }
}

/** More than this is read anew: cheaper than to ask for each. */
const mostTouched = 5000

export interface LiveNetwork {
  /** The network with every change there is. */
  current(): Promise<Snapshot>
  /** What brings a copy of before up to now. */
  changes(audience: Audience, since: number): Promise<NetworkChanges>
}

/** A network with the rows of codes read anew, in the state the transaction sees; null where they are too many. */
export const reread = async (db: Queryable, before: Snapshot, seq: number): Promise<Snapshot | null> => {
  const codes = (await touchedIn(db, before.seq, seq)).map(({ code }) => code)
  if (codes.length > mostTouched) return null
  if (!codes.length) return before.at(seq)
  const { contents: part, staffOnly } = await contentsAt(db, before.hour, codes)
  const gone = new Set(codes)
  return new Snapshot(seq, before.hour, replaceRows(before.contents, gone, part), new Set([
    ...[...before.staffOnly].filter((code) => !gone.has(code)), ...staffOnly,
  ]))
}

const repeatable = async (db: Queryable) => db.script('set transaction isolation level repeatable read')

export const createNetwork = (db: Database, awayMs = mostAwayMs): LiveNetwork => {
  let held: Snapshot | null = null

  const anew = () => db.transaction(async (tx) => {
    await repeatable(tx)
    const hour = hourOf()
    const { contents, staffOnly } = await contentsAt(tx, hour)
    return new Snapshot(await headOf(tx), hour, contents, new Set(staffOnly))
  })
  const catchUp = async (): Promise<Snapshot> => {
    // With the hour the states of gates change, with the day what is valid.
    if (!held || held.hour !== hourOf()) return (held = await anew())
    const before = held
    if ((await headOf(db)) === before.seq) return before
    const next = await db.transaction(async (tx) => {
      await repeatable(tx)
      const head = await headOf(tx)
      // A database that was put back to an earlier state.
      return head < before.seq ? null : reread(tx, before, head)
    })
    return (held = next ?? (await anew()))
  }

  // One reading after the other. Whoever asks while one is under way may know of a change it has not seen, so they wait
  // for the next one, together.
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<Snapshot> | null = null
  const current = (): Promise<Snapshot> =>
    (waiting ??= last.catch(() => {}).then(() => {
      waiting = null
      const mine = catchUp()
      last = mine
      return mine
    }))

  return {
    current,
    async changes(audience, since) {
      const snapshot = await current()
      const [version, seq] = [snapshot.version(audience), snapshot.seq]
      const reset: NetworkChanges = { version, seq, reset: true, touched: [], part: null }
      if (since > seq) return reset
      const items = await touchedIn(db, since, seq)
      if (items.length > mostTouched || (audience === 'public' && items.some(({ becameSecretAt }) => isLongAgo(becameSecretAt, awayMs)))) return reset
      const codes = new Set(items.flatMap(({ code, staffOnly }) => (audience === 'public' && staffOnly ? [] : [code])))
      const contents = snapshot.seen(audience)
      return { version, seq, reset: false, touched: [...codes], part: encode(pick(contents, codes), seq, version) }
    },
  }
}
