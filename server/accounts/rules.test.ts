// What is decided without a database: names, waits, passwords, who is vouched for.
import { describe, expect, it } from 'vitest'
import { takePlace } from './line.ts'
import { loginOf } from './password.ts'
import { isVouched } from './singleSignOn.ts'
import { waitAfter } from './throttle.ts'
import { weakness } from './weak.ts'
import { addressOf } from '../http/address.ts'

describe('a sign-in name', () => {
  it('is one however a Chinese number is typed', () => {
    for (const typed of ['13900000001', ' 139-0000-0001 ', '+8613900000001', '+86 139 0000 0001', '+86-139-0000-0001', '0086 13900000001', '86-139-0000-0001', '8613900000001', '１３９０００００００１', '＋８６ 13900000001', '(+86)13900000001', '139\u20110000\u20110001', '\u200e13900000001'])
      expect(loginOf(typed), typed).toBe('13900000001')
  })
  it('of another country keeps it, and what is no number stays what it is', () => {
    expect(loginOf('+852 9123 4567')).toBe('+85291234567')
    expect(loginOf('+1 (415) 555-0100')).toBe('+1(415)5550100')
    expect(loginOf('ＷＡＮＧ.He')).toBe('wang.he')
    expect(loginOf('8612345678')).toBe('8612345678')
    expect(loginOf(' -- ')).toBe('')
  })
})

it('each wrong guess waits twice as long as the one before, up to the longest', () => {
  const rules = { longestWaitMinutes: 15 }
  expect([0, 4, 5, 6, 7, 8, 9, 500].map((failures) => waitAfter(failures, 5, rules))).toEqual([0, 0, 1, 2, 4, 8, 15, 15])
})

it('an IPv6 address counts by its /64, an IPv4 address whole in whatever dress', () => {
  const of = (ip: string) => addressOf({ ip })
  expect(of('2001:db8:1:2::1')).toBe(of('2001:db8:1:2:ffff:ffff:ffff:ffff'))
  expect(of('2001:db8:1:2::1')).not.toBe(of('2001:db8:1:3::1'))
  expect([of('::ffff:10.0.0.1'), of('10.0.0.1'), of('fe80::1%eth0')]).toEqual(['10.0.0.1', '10.0.0.1', of('fe80::2')])
})

it('nobody fills the line alone, strangers do not fill the places of known devices, and who leaves makes room', () => {
  const taken = Array.from({ length: 10 }, () => takePlace('a', false))
  expect(() => takePlace('a', false)).toThrow('3 s')
  taken.push(...Array.from({ length: 10 }, () => takePlace('b', false)))
  expect(() => takePlace('c', false)).toThrow('3 s')
  takePlace('c', true)()
  taken.forEach((leave) => leave())
  takePlace('a', false)()
})

describe('a password somebody chooses', () => {
  const owner = { login: 'wanghe', name: '王河长', phone: '+86 139 0000 0001' }
  const rules = { leastLength: 12, refuseCommonest: true, changeFirst: true }
  const zh = (password: string, of = rules) => weakness(password, owner, of)?.zh ?? null

  it('is long enough, however many bytes a character takes', () => {
    expect(zh('kurz')).toContain('12')
    expect(zh('河边柳树下的石头会唱歌')).toContain('12')
    expect(zh('河边柳树下的石头会唱歌呀')).toBeNull()
    expect(zh('𠮷𠮷野家的猫')).toContain('12')
  })
  it('is none of those tried first', () => {
    const short = { ...rules, leastLength: 8 }
    for (const password of ['12345678', 'password', 'Rongzhou', 'rongzhou2026', 'woaini1314', 'Password1234!', 'P@ssw0rd2026', 'qwertyuiop12', 'admin@huawei', '1qaz2wsx3edc', 'passwordpassword', 'ｐａｓｓｗｏｒｄ', 'ILOVEYOU123456'])
      expect(zh(password, short), password).not.toBeNull()
  })
  it('is no pattern, also where the commonest are not refused', () => {
    const lax = { ...rules, refuseCommonest: false }
    for (const password of ['            ', 'aaaaaaaaaaaa', 'abcabcabcabcabc', '121212121212', '123456789012', 'qwertyuiopasdfgh', 'abcdefghijklm', '987654321098'])
      expect(zh(password, lax), password).not.toBeNull()
  })
  it('is not what everybody knows of its owner', () => {
    for (const password of ['13900000001abc', 'wanghe202611', 'wanghezhang2026', 'hezhangwang20', '王河长王河长20261127', '199001010001', '19900101ab'.padEnd(12, '1'), '449001199001011234'])
      expect(zh(password), password).not.toBeNull()
  })
  it('is otherwise whatever they like', () => {
    for (const password of ['correct horse battery staple', 'long enough 1', '南岗河边的第七棵树-2026', 'x7#kQ9vLm2$p', '鹭洲 老井 铜钥匙 雨天 1'])
      expect(zh(password), password).toBeNull()
  })
})

it('a number is vouched for only where it is said to be verified', () => {
  const said = (phone_number_verified: unknown, trusted = false) => isVouched('phone_number', { phone_number: '13900000001', phone_number_verified }, trusted)
  expect([true, 'true'].map((value) => said(value))).toEqual([true, true])
  for (const value of [false, 'false', 0, 1, '', 'yes', {}, [], null, undefined]) expect(said(value), JSON.stringify(value)).toBe(false)
  // Whoever runs the provider may say that it never says so; what it does say counts all the same.
  expect([said(undefined, true), said(false, true), said('false', true)]).toEqual([true, false, false])
  expect(isVouched('email', { email: 'a@b.c' }, false)).toBe(false)
  expect(isVouched('account', { account: 'wang' }, false)).toBe(true)
})
