import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import type { PullProgress } from '../../dist/models/index.js'
import { temporaryFolder } from '../temporary.ts'
import { commit, digestOf, owner, startHub, tinyFiles } from './hub-server.ts'
import { environment, repository, scene } from './scene.ts'

const weights = tinyFiles()['model.safetensors'] as Uint8Array
const digest = digestOf('model.safetensors', weights)

type News = PullProgress | { readonly type: 'done'; readonly path: string }

/** A process that pulls, and what it says. */
function start(env: Readonly<Record<string, string>>, onNews: (news: News) => void = () => {}) {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'pull-one.mjs'), owner], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const news: News[] = []
  if (child.stdout === null) throw new Error('no output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    news.push(JSON.parse(line))
    onNews(JSON.parse(line))
  })
  return { child, news, ended: once(child, 'close') }
}

test('two processes that ask at once make one download, and the second says that it waits', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'drip', bytes: 4000, every: 40 })
  const env = environment(hub, temporaryFolder())
  const first = start(env)
  const second = start(env)
  await Promise.all([first.ended, second.ended])
  expect(hub.bodies('model.safetensors')).toHaveLength(1)
  expect(hub.bodies('config.json')).toHaveLength(1)
  const waited = [first, second].map(({ news }) => news.filter(({ type }) => type === 'waiting').length)
  expect(waited.sort()).toEqual([0, 1])
  expect(first.news.at(-1)).toEqual(second.news.at(-1))
  expect(first.news.at(-1)).toMatchObject({ type: 'done' })
})

test('two calls of one process do the same', async () => {
  const hub = await startHub()
  const { pull } = scene(hub)
  const [first, second] = await Promise.all([pull(), pull()])
  expect(first).toEqual(second)
  expect(hub.bodies('model.safetensors')).toHaveLength(1)
})

test('a download that was killed is gone on with, byte for byte', async () => {
  const hub = await startHub()
  hub.misbehave(/^cdn:/, { type: 'drip', bytes: 4000, every: 40 })
  const home = temporaryFolder()
  const killed = start(environment(hub, home), (news) => {
    if (news.type === 'bytes' && news.file === 'model.safetensors' && news.bytes > 40_000) {
      killed.child.kill('SIGKILL')
    }
  })
  expect(await killed.ended).toEqual([null, 'SIGKILL'])
  const partial = join(repository(home), 'blobs', `${digest}.incomplete`)
  const had = statSync(partial).size
  expect(had).toBeGreaterThan(10_000)
  expect(existsSync(join(repository(home), 'snapshots'))).toBe(false)

  const { pull, progress } = scene(hub, home)
  const { path } = await pull()
  expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true)
  expect(existsSync(partial)).toBe(false)
  const [, rest] = hub.bodies('model.safetensors')
  expect(rest).toMatchObject({ range: `bytes=${had}-`, sent: weights.byteLength - had })
  expect(path.endsWith(commit)).toBe(true)
  // The lock of the dead was waited for until it was stale, and then taken.
  expect(progress[0]).toEqual({ type: 'waiting' })
})
