// npm run sbom: what this product is made of, package by package, with licences; with --json as CycloneDX 1.5, for a scanner.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { command } from './command.ts'
import { Trouble } from './db/open.ts'

const usage = `npm run sbom [-- --json]
  列出运行时用到的所有软件包、版本和许可证；--json 是 CycloneDX 格式  (packages the running product is made of, with licences)`

const root = fileURLToPath(new URL('..', import.meta.url))

interface Component {
  name: string
  version: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
}

/** Licences whose texts begin so; a package may say its licence only there. */
const texts: [RegExp, string][] = [[/Apache License\s+Version 2\.0/, 'Apache-2.0'], [/MIT License|Permission is hereby granted, free of charge/, 'MIT'], [/Eclipse Public License - v 1\.0/i, 'EPL-1.0'], [/Eclipse Public License - v 2\.0/i, 'EPL-2.0'], [/Redistribution and use in source and binary forms/, 'BSD']]

/** From what a package carries with it, where its description does not say in today's form. */
const carried = (folder: string): string => {
  try {
    const said = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { license?: string | { type?: string }; licenses?: { type?: string }[] }
    const named = [said.license, ...(said.licenses ?? [])].map((one) => (typeof one === 'string' ? one : one?.type)).filter(Boolean)
    if (named.length) return named.join(' OR ')
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
    const text = file ? readFileSync(join(folder, file), 'utf8') : ''
    return texts.find(([beginning]) => beginning.test(text))?.[1] ?? '未注明 (not stated)'
  } catch {
    return '未注明 (not stated)'
  }
}

const licenceOf = ({ name, licenses = [] }: Component): string => {
  const said = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name).filter(Boolean).join(' OR ')
  return said || carried(join(root, 'node_modules', name))
}

command(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help) throw new Trouble(usage)
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
  if (values.json) return void process.stdout.write(text)
  const rows = (JSON.parse(text) as { components: Component[] }).components.map((one) => ({ package: `${one.name}@${one.version}`, licence: licenceOf(one) }))
  const width = Math.max(...rows.map((row) => row.package.length))
  const tally = [...rows.reduce((all, { licence }) => all.set(licence, (all.get(licence) ?? 0) + 1), new Map<string, number>())]
  for (const row of rows.sort((a, b) => a.package.localeCompare(b.package))) console.log(`${row.package.padEnd(width)}  ${row.licence}`)
  console.log(`\n${rows.length} 个包 (packages)：${tally.sort((a, b) => b[1] - a[1]).map(([licence, count]) => `${licence} ${count}`).join('，')}`)
})
