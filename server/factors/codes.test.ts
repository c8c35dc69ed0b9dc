// Pure: beside the HTTP tests, so that both run where the rest of accounts does.
import { Secret } from 'otpauth'
import { expect, test } from 'vitest'
import { digitsOf, keepRecovery, newRecoveryCode, newSecret, recoveryOf, stepOf, whichRecovery } from './codes.ts'
import { siteOf } from './passkeys.ts'
import { openSecret, sealSecret } from './seal.ts'

test('codes are those of RFC 6238, and the half minute before and after also count', () => {
  const secret = Secret.fromLatin1('12345678901234567890').base32
  // Appendix B, its last six digits.
  for (const [seconds, code] of [[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [20000000000, '353130']] as const) {
    const step = Math.floor(seconds / 30)
    expect([-60, -30, 0, 30, 60].map((later) => stepOf(secret, code, (seconds + later) * 1000))).toEqual([null, step, step, step, null])
  }
  expect(stepOf(secret, '28708', 59_000)).toBeNull()
})

test('a code is read however it is grouped and on whatever keyboard it was typed', () => {
  expect(digitsOf(' １２３ 456\n')).toBe('123456')
  expect(recoveryOf('O1IL-abCD efgh ２３４５')).toBe('0111abcdefgh2345')
})

test('of ten recovery codes each is found by itself alone, and what is kept says nothing of it', () => {
  const codes = Array.from({ length: 10 }, newRecoveryCode)
  const kept = codes.map(keepRecovery)
  for (const [i, code] of codes.entries()) {
    expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/)
    expect(whichRecovery(kept, code.toUpperCase().replaceAll('-', ' '))).toBe(kept[i])
    expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''))
  }
  expect(whichRecovery(kept, newRecoveryCode())).toBeNull()
})

test('a sealed secret opens for its account and with its key only', () => {
  const secret = newSecret()
  const kept = sealSecret(secret, 'A-1', 'words')
  expect(kept).not.toContain(secret)
  expect([openSecret(kept, 'A-1', 'words'), openSecret(kept, 'A-2', 'words'), openSecret(kept, 'A-1', 'other'), openSecret(kept, 'A-1', '')]).toEqual([secret, null, null, null])
  expect(openSecret(sealSecret(secret, 'A-1', ''), 'A-1', 'words')).toBe(secret)
})

test('passkeys are for the city’s https address, or for this machine’s own name; no other name is believed', () => {
  expect(siteOf('map.example.gov.cn', 'https://map.example.gov.cn')).toEqual({ id: 'map.example.gov.cn', origin: 'https://map.example.gov.cn' })
  expect(siteOf('localhost:8080', '')).toEqual({ id: 'localhost', origin: 'http://localhost:8080' })
  expect(siteOf('evil.example', 'https://map.example.gov.cn')).toEqual({ away: 'elsewhere', address: 'https://map.example.gov.cn' })
  for (const host of ['127.0.0.1:8080', '192.168.1.4', 'evil.example', 'localhost.evil.example', '']) expect(siteOf(host, '')).toEqual({ away: 'plain' })
  expect(siteOf('10.0.0.3', 'http://10.0.0.3')).toEqual({ away: 'plain' })
})
