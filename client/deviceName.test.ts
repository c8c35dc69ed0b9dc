import { expect, it } from 'vitest'
import { deviceName } from './deviceName.ts'

it('calls a device what its owner calls it', () => {
  expect(deviceName('Mozilla/5.0 (Linux; Android 14; V2314A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0')).toBe('Android · 微信')
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0')).toBe('Windows · Edge')
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1')).toBe('iPhone · Safari')
  expect(deviceName('')).toBe('?')
  expect(deviceName('curl/8.5')).toBe('curl/8.5')
})
