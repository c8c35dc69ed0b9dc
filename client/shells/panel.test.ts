import { createApp, defineComponent, reactive } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { beforeEach, describe, expect, it } from 'vitest'
import { nounsKey, type Address, type Noun } from '../noun.ts'
import { usePanel } from './panel.ts'

const [Card, Sheet, Edit, Trace, Back] = ['Card', 'Sheet', 'Edit', 'Trace', 'Back'].map((name) => defineComponent({ name }))
const now = reactive({ editing: false, traced: false, tool: 'none' })
const addresses: Address[] = [
  { path: '/water/:code', name: 'water', panel: Card, props: ({ code }) => ({ code }) },
  { path: '/import', name: 'import', panel: Sheet, desk: true },
]
const words = { zh: {}, en: async () => ({ en: {} }) }
const nouns: Noun[] = [
  { words, addresses },
  { words, panel: { part: Edit!, lies: 'over', when: () => now.editing } },
  { words, panel: { part: Trace!, lies: 'under', back: Back, when: () => now.traced, wants: () => (now.tool === 'none' ? 'half' : 'peek') } },
]

const nothing = defineComponent({ render: () => null })
const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/', component: nothing }, ...addresses.map((address) => ({ path: address.path, component: nothing, meta: { address } }))],
})
const app = createApp(nothing).provide(nounsKey, nouns).use(router)
const panel = app.runWithContext(() => usePanel({ touch: false }))
const inTheHand = app.runWithContext(() => usePanel({ touch: true }))

beforeEach(async () => {
  Object.assign(now, { editing: false, traced: false, tool: 'none' })
  await router.push('/')
})

describe('what is open beside the map', () => {
  it('is nothing to begin with, and the card once the address names one', async () => {
    expect(panel.value).toBeNull()
    await router.push('/water/R1')
    expect(panel.value).toMatchObject({ part: Card, props: { code: 'R1' }, kind: 'water' })
  })
  it('is another panel for another thing, on the same sheet', async () => {
    await router.push('/water/R1')
    const { key, kind } = panel.value!
    await router.push('/water/R2')
    expect([panel.value!.key === key, panel.value!.kind === kind]).toEqual([false, true])
  })
  it('is an edit over whatever the address names, for as long as it is under way', async () => {
    await router.push('/water/R1')
    now.editing = true
    expect(panel.value).toMatchObject({ part: Edit, over: true })
    now.editing = false
    expect(panel.value).toMatchObject({ part: Card })
  })
  it('is a held trace under the card, which has the way back to it', async () => {
    now.traced = true
    expect(panel.value).toMatchObject({ part: Trace, over: false })
    await router.push('/water/R1')
    expect(panel.value).toMatchObject({ part: Card, back: Back })
  })
  it('lets the map be seen while the next tap is for the trace', () => {
    now.traced = true
    expect(inTheHand.value!.wants).toBe('half')
    now.tool = 'add'
    expect(inTheHand.value!.wants).toBe('peek')
  })
  it('is not what needs a desk, in the hand', async () => {
    await router.push('/import')
    expect(panel.value).toMatchObject({ part: Sheet })
    expect(inTheHand.value).toBeNull()
  })
})
