import { expect, test } from 'vitest'
import { fromPostgres, isDiskFull } from './problem.ts'

test('a full disk is said as that, whoever met it: PostgreSQL, a file, SQLite', () => {
  for (const reason of [
    { code: '53100', message: 'could not extend file "base/5/19831": No space left on device' },
    { message: 'could not write to file "base/pgsql_tmp/1": No space left on device' },
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    { code: 'EDQUOT', message: 'EDQUOT: disk quota exceeded, write' },
    new Error('database or disk is full'),
  ])
    expect(fromPostgres(reason)).toMatchObject({ code: 'diskFull', status: 507 })
  expect(isDiskFull(new Error('anything else'))).toBe(false)
})
