import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { afterEach, expect, it, vi } from 'vitest'
import { later } from './later.ts'

afterEach(() => vi.unstubAllGlobals())

it('shows what it was brought, a part among others of its file as much as a file of its own', async () => {
  vi.stubGlobal('window', { requestIdleCallback: () => 0 })
  const folds = { People: { render: () => h('p', '谁负责') }, Strategy: { render: () => h('p', '一河一策') } }
  const part = later(async () => ({ default: folds.Strategy }))
  expect(await renderToString(createSSRApp(part))).toContain('一河一策')
})

it('comes when the browser is idle, before anybody needs it', () => {
  const idle: (() => void)[] = []
  vi.stubGlobal('window', { requestIdleCallback: (task: () => void) => idle.push(task) })
  const load = vi.fn(async () => ({ default: { render: () => h('p') } }))
  later(load)
  expect(load).not.toHaveBeenCalled()
  for (const task of idle) task()
  expect(load).toHaveBeenCalledOnce()
})
