// Whether pages are read while many sign in at once: a page and a question to the database, quiet and under 60 sign-ins, each
// from an address of its own behind a proxy, so that the line is what holds them and not the limit of one address.
import { printTable, quantile } from './figures.ts'

export interface SignInFigures {
  asked: string
  /** Milliseconds. */
  quiet: number
  busy: number
  worst: number
  /** Busy against quiet of the same run: what the machine does besides hardly moves it. */
  ratio: number
  /** Of the sign-ins, how many were judged, and how many asked to come again. */
  judged: number
  turnedAway: number
}

const pages = { page: '/', search: '/api/search?q=%E6%B2%B3' } as const
const atOnce = 60

const took = async (address: string): Promise<number> => {
  const began = performance.now()
  await (await fetch(address)).arrayBuffer()
  return performance.now() - began
}

/** `url` is a server that trusts one proxy. */
export const signIn = async (url: string, rounds = 3): Promise<SignInFigures[]> => {
  const figures: SignInFigures[] = []
  for (const [asked, path] of Object.entries(pages)) {
    const [quiet, busy]: [number[], number[]] = [[], []]
    let [judged, turnedAway] = [0, 0]
    for (let i = 0; i < 30; i++) quiet.push(await took(url + path))
    for (let round = 0; round < rounds; round++) {
      let left = atOnce
      const all = Promise.all(Array.from({ length: atOnce }, async (_, n) => {
        const { status } = await fetch(`${url}/api/session`, {
          method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.${round}.${asked.length}.${n}` }, body: JSON.stringify({ login: `nobody${round}-${n}`, password: 'wrong' }),
        })
        if (status === 503) turnedAway++
        else judged++
        left--
      }))
      while (left > 0) busy.push(await took(url + path))
      await all
    }
    figures.push({
      asked, quiet: quantile(quiet, 0.5), busy: quantile(busy, 0.5), worst: Math.max(...busy),
      ratio: quantile(busy, 0.5) / quantile(quiet, 0.5), judged, turnedAway,
    })
  }
  return figures
}

export const printSignIn = (figures: SignInFigures[]) => printTable('Reading while 60 sign in at once, ms', figures.map((one) => ({ ...one })))
