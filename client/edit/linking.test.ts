import { expect, it } from 'vitest'
import { linkBetween } from './linking.ts'

//   A ────────► B ────────►       a joins at its end, b begins there; c comes in on the way; d leaves on the way
const line = (...places: [number, number][]) => places
const a = { code: 'a', line: line([114, 23], [114.01, 23]) }
const b = { code: 'b', line: line([114.01, 23], [114.02, 23]) }
const c = { code: 'c', line: line([114.015, 23.01], [114.015, 23]) }
const d = { code: 'd', line: line([114.005, 23], [114.005, 22.99]) }

it('end to start is at the end and at the start', () => expect(linkBetween(a, b, 'one_way')).toMatchObject({ upstream: 'a', upstreamM: expect.closeTo(1025, 0) as number, downstream: 'b', downstreamM: 0 }))
it('a tributary enters where it ends', () => expect(linkBetween(c, b, 'one_way')).toMatchObject({ upstreamM: expect.closeTo(1107.5, 0) as number, downstreamM: expect.closeTo(512.6, 0) as number }))
it('a branch leaves where it begins', () => expect(linkBetween(a, d, 'tidal')).toMatchObject({ upstreamM: expect.closeTo(512.6, 0) as number, downstreamM: 0, flowMode: 'tidal' }))
