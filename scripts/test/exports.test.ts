import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const packages = join(import.meta.dirname, '../../packages')

// What a package exports is an API decision: a change shows up here. Update with `pnpm test -u`.
describe('exports', () => {
  for (const folder of readdirSync(packages)) {
    const manifest = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'))
    for (const [entry, file] of Object.entries<string>(manifest.exports)) {
      if (entry.endsWith('.json')) continue
      const name = manifest.name + entry.slice(1)
      test(name, async () => {
        const path = join(packages, folder, file)
        const values = Object.entries(await import(path)).map(([key, value]) => `${key}: ${typeof value}`)
        const types = [
          ...readFileSync(path.replace(/js$/, 'd.ts'), 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g),
        ]
          .flatMap(([, list]) => (list ?? '').split(','))
          .map((item) => item.trim().replace(/^.* as /, ''))
          .filter((item) => item !== '')
          .map((item) => (item.startsWith('type ') ? item : `type ${item}`))
          .filter((item) => !values.some((value) => value.startsWith(`${item.slice(5)}:`)))
        await expect([...values.sort(), ...types.sort(), ''].join('\n')).toMatchFileSnapshot(
          join(packages, folder, 'test/exports', `${entry === '.' ? 'index' : entry.slice(2)}.snap`),
        )
      })
    }
  }
})
