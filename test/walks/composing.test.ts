// Words written with an input method: its keys are its own.
import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { close, open } from './pages.ts'
import { sharedSmallCity } from './small.ts'

/** A key the input method takes, as Chromium tells of it. */
const taken = async (line: CDPSession, key: string) => {
  for (const type of ['rawKeyDown', 'keyUp'] as const) await line.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: 229 })
}
const compose = (line: CDPSession, text: string) => line.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
const here = (page: Page) => new URL(page.url()).pathname

test('Enter, Escape and arrows while composing choose nothing, close nothing and ask for nothing; afterwards they do again', async () => {
  const [{ url }, browser] = await sharedSmallCity()
  const page = await open(browser, `${url}/`)
  const line = await page.context().newCDPSession(page)
  const search = page.getByRole('combobox', { name: '搜索' })
  await search.fill('河')
  await page.getByRole('option').first().waitFor()
  await compose(line, 'he')
  for (const key of ['ArrowDown', 'Enter']) await taken(line, key)
  expect(here(page)).toBe('/')
  expect(await page.getByRole('option').first().getAttribute('aria-selected')).toBe('true')
  await taken(line, 'Escape')
  expect(await page.getByRole('option').count()).toBeGreaterThan(0)
  await line.send('Input.insertText', { text: '' })
  await search.fill('河')
  await page.getByRole('option').first().waitFor()
  await search.press('Enter')
  await page.locator('.selected-card h1').waitFor()

  await page.goto(`${url}/?table=reaches`)
  const filter = page.getByRole('searchbox')
  await filter.waitFor()
  await filter.focus()
  await compose(line, 'chong')
  await page.waitForTimeout(500)
  expect(new URL(page.url()).searchParams.get('table')).toBe('reaches')
  await line.send('Input.insertText', { text: '涌' })
  await expect.poll(() => new URL(page.url()).searchParams.get('table')).toBe('reaches~~涌')
  await close(page)
})
