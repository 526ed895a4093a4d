import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const script = fileURLToPath(new URL('./open-one.mjs', import.meta.url))
const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url))

/** What is said, and what lies in the home of somebody who opened an engine as anyone does, not in CI. */
async function open(family: string, model: string, where = 'main', variables: Record<string, string> = {}) {
  const [home, cache] = [temporaryFolder(), temporaryFolder()]
  const { CI: _, XDG_CACHE_HOME: __, ORT_DISABLE_TELEMETRY: ___, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, family, fixture(model), fixture('blip/images/rotated.jpg'), where],
    { env: { ...env, HOME: home, ALTWRIGHT_CACHE: cache, ...variables } },
  )
  return { said: stdout.trim(), home: await readdir(home, { recursive: true }) }
}

// The runtime keeps a number of this machine and a queue of events there for Microsoft, and sends them.
test.each([
  ['blip', 'blip/tiny', 'captioned'],
  ['matcher', 'heads/match-base', 'matched'],
  ['transformers', 'transformers/vit-gpt2', 'captioned'],
])('%s: the runtime under it reports to nobody', async (family, model, said) => {
  expect(await open(family, model)).toEqual({ said, home: [] })
})

test('where the runtime cannot be told to be silent, nothing is opened', async () => {
  const { said, home } = await open('blip', 'blip/tiny', 'thread')
  expect(said).toMatch(/^engine-failed: .*ORT_DISABLE_TELEMETRY=1/)
  expect(home).toEqual([])
  expect(await open('blip', 'blip/tiny', 'thread', { ORT_DISABLE_TELEMETRY: '1' })).toEqual({
    said: 'captioned',
    home: [],
  })
})
