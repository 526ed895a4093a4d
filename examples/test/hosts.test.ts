import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/hosts.md'), 'utf8')
const snippets = [...page.matchAll(/<!-- (examples\/hosts\/([\w-]+)\/\S+) -->\n+```\w+\n([\s\S]*?)```/g)]

test.each(snippets.map(([, path, , text]) => [path, text]))(
  'docs/hosts.md shows %s as it is',
  (path, text) => {
    expect(text).toBe(readFileSync(join(root, path as string), 'utf8'))
  },
)

test('docs/hosts.md shows the configuration of every host, and each has a test', () => {
  const folders = (path: string) => readdirSync(join(root, path)).filter((name) => !/^test$|\./.test(name))
  const hosts = folders('examples/hosts')
  expect([...new Set(snippets.map(([, , host]) => host))].sort()).toEqual(hosts)
  const tests = readdirSync(join(root, 'examples/hosts/test')).filter((name) => name.endsWith('.test.ts'))
  expect(tests.map((name) => name.replace('.test.ts', ''))).toEqual(hosts)
})
