import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeSite, serveRoutes } from '../../../bench/crawl/made-site.mjs'
import { command } from '../test/command.ts'
import { folder } from '../test/folder.ts'

/** The same numbers on each run, between 0 and 1. */
function* shares(count: number): Generator<number> {
  let state = 7
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    yield state / 2 ** 32
  }
}

test.each([
  ['static', 40],
  ['auto', 20],
  ['browser', 10],
] as const)('killed at ten moments, each time resumed: the same report, mode %s', async (mode, pages) => {
  const { routes } = await makeSite({ pages, images: 10, built: pages / 5 })
  const server = await serveRoutes(routes)
  onTestFinished(() => server.close())
  const args = ['crawl', `${server.origin}/`, '--mode', mode, '--model', 'graphics', '--depth', '9']
  const outputs = ['--reporter', 'json=r.json', '--reporter', 'html=r.html', '--fail-on', 'none', '--quiet']
  const run = (cwd: string, killAfter?: number) =>
    command([...args, ...outputs], {
      cwd,
      ...(killAfter === undefined
        ? {}
        : {
            onStart: (kill: (signal: NodeJS.Signals) => void) =>
              void setTimeout(() => kill('SIGKILL'), killAfter),
          }),
    })
  const result = (cwd: string) => {
    const { date: _, ...report } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
    return { report, lockfile: readFileSync(join(cwd, 'altwright.lock.json'), 'utf8') }
  }
  const calm = folder()
  const began = performance.now()
  expect((await run(calm)).code).toBe(0)
  const whole = performance.now() - began
  const expected = result(calm)

  // Each in a folder of its own, somewhere between its start and its end.
  for (const share of shares(10)) {
    const cwd = folder()
    await run(cwd, share * whole)
    // One that came to its report before the kill is complete; another run would be a crawl of its own.
    if (!existsSync(join(cwd, 'r.json'))) expect((await run(cwd)).code).toBe(0)
    expect(result(cwd)).toEqual(expected)
  }

  // And one that is killed again and again, and gets a little further each time.
  const cwd = folder()
  for (let tries = 0, code: number | null = null; code !== 0; tries++) {
    expect(tries).toBeLessThan(200)
    code = (await run(cwd, whole * 0.5 + tries * 50)).code
  }
  expect(result(cwd)).toEqual(expected)
})
