// Lines joined into a network: which river each reach belongs to, how far down it the reach begins and ends, and what flows
// into what. Two lines meet where one ends in the node another starts from.

export interface NetworkLine {
  code: string
  name: string
  /** Name is one people use, not a stand-in for a missing one. */
  named: boolean
  /** Code of a river the register already has. */
  river: string | null
  /** Lines of one group make one river. */
  group: string | null
  from: string
  to: string
  /** Metres. */
  length: number
  /** Measures along the river the source gives, metres. */
  given: [from: number, to: number] | null
}

export interface Link {
  upstream: string
  downstream: string
  /** Metres along the upstream line where its water leaves it. */
  upstreamM: number
}

interface MadeRiver {
  key: string
  name: string | null
  lines: string[]
}

export interface Network {
  links: Link[]
  /** Line code → its river and measures along it. */
  places: Map<string, { river: string; from: number; to: number }>
  rivers: MadeRiver[]
}

/** Every end in a node some line starts from is a link, braids and loops included. */
export function linksOf(lines: readonly NetworkLine[]): Link[] {
  const starting = grouped(lines, ({ from }) => from)
  return lines.flatMap((line) =>
    (starting.get(line.to) ?? []).filter((next) => next !== line)
      .map((next) => ({ upstream: line.code, downstream: next.code, upstreamM: line.length })))
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}

/** Parts of a set of lines that hang together by their nodes. */
function connected(lines: readonly NetworkLine[]): NetworkLine[][] {
  const parent = new Map<string, string>()
  const rootOf = (node: string): string => {
    let root = node
    for (let above = parent.get(root); above !== undefined && above !== root; above = parent.get(root)) root = above
    parent.set(node, root)
    return root
  }
  for (const { from, to } of lines) parent.set(rootOf(from), rootOf(to))
  return [...grouped(lines, ({ from }) => rootOf(from)).values()]
}

/** Measures from the top of a river down: a line begins where the longest way to its first node ends. */
function measures(lines: readonly NetworkLine[]): Map<string, [number, number]> {
  const starting = grouped(lines, ({ from }) => from)
  const waiting = new Map<string, number>()
  for (const { to } of lines) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const reached = new Map<string, number>()
  const result = new Map<string, [number, number]>()
  const place = (line: NetworkLine) => {
    const from = reached.get(line.from) ?? 0
    result.set(line.code, [from, from + line.length])
    reached.set(line.to, Math.max(reached.get(line.to) ?? 0, from + line.length))
    waiting.set(line.to, (waiting.get(line.to) ?? 1) - 1)
  }
  const ready = lines.filter(({ from }) => !waiting.get(from))
  while (ready.length) {
    const line = ready.pop() as NetworkLine
    if (result.has(line.code)) continue
    place(line)
    if (!waiting.get(line.to)) ready.push(...(starting.get(line.to) ?? []))
  }
  // Lines on a closed loop have no top; they are taken in the order of the file.
  for (const line of lines) if (!result.has(line.code)) place(line)
  return result
}

/** The most common name of lines, if they have one. */
function commonName(lines: readonly NetworkLine[]): string | null {
  const names = grouped(lines.filter(({ named }) => named), ({ name }) => name)
  return [...names].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null
}

const metres = (value: number) => Math.round(value * 10) / 10

/** Gives every line a river: the one it names, else its group's, else one for each connected run of lines of one name. */
export function networkOf(lines: readonly NetworkLine[]): Network {
  const places: Network['places'] = new Map()
  const rivers: MadeRiver[] = []
  const place = (river: string, members: readonly NetworkLine[]) => {
    const along = measures(members)
    for (const line of members) {
      const [from, to] = line.given ?? (along.get(line.code) ?? [0, line.length]).map(metres) as [number, number]
      places.set(line.code, { river, from, to })
    }
  }
  for (const [river, members] of grouped(lines.filter(({ river }) => river), ({ river }) => river as string)) place(river, members)
  const loose = lines.filter(({ river }) => !river)
  const byGroup = [...grouped(loose.filter(({ group }) => group), ({ group }) => group as string)].map(([group, members]) => ({ key: `group ${group}`, members }))
  const byName = [...grouped(loose.filter(({ group }) => !group), ({ name, named }) => (named ? name : ''))].flatMap(([, members]) =>
    connected(members).map((run) => ({ key: `name ${run.map(({ code }) => code).sort()[0]}`, members: run })))
  for (const { key, members } of [...byGroup, ...byName]) {
    rivers.push({ key, name: commonName(members), lines: members.map(({ code }) => code) })
    place(key, members)
  }
  return { links: linksOf(lines), places, rivers }
}

/**
 * Lines whose water would run in a ring: those left when sources and mouths are taken away again and again (Kahn 1962, from both
 * sides; a line from one ring to another is left too). `oneWay` are those that never turn round: a tidal or gated loop is none.
 */
export function ringed(links: readonly Link[], oneWay: ReadonlySet<string>): string[] {
  const among = links.filter(({ upstream, downstream }) => oneWay.has(upstream) && oneWay.has(downstream))
  const left = new Set(among.flatMap(({ upstream, downstream }) => [upstream, downstream]))
  const strip = (from: 'upstream' | 'downstream', to: 'upstream' | 'downstream') => {
    const next = grouped(among, (link) => link[from])
    const waiting = new Map<string, number>()
    for (const link of among) if (left.has(link[from]) && left.has(link[to])) waiting.set(link[to], (waiting.get(link[to]) ?? 0) + 1)
    const free = [...left].filter((code) => !waiting.get(code))
    for (let code = free.pop(); code !== undefined; code = free.pop()) {
      left.delete(code)
      for (const link of next.get(code) ?? []) {
        if (!left.has(link[to])) continue
        const more = waiting.get(link[to])! - 1
        waiting.set(link[to], more)
        if (!more) free.push(link[to])
      }
    }
  }
  strip('upstream', 'downstream')
  strip('downstream', 'upstream')
  return [...left].sort()
}
