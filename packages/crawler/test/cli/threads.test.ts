import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { altwright } from '../in-process.ts'
import { type ManyFiles, manyFiles } from '../many-files.ts'

/** So many pages are shared with another thread, and so many are written by one. */
const [shared, written] = [2000, 300]
const threads = Math.min(1, availableParallelism() - 1)

/** Does something with the threads that start until it is told to stop. */
function watchThreads(onThread: (thread: Worker) => void): () => void {
  process.on('worker', onThread)
  return () => void process.off('worker', onThread)
}

async function counted<T>(work: () => Promise<T>): Promise<{ started: number; ended: T }> {
  let started = 0
  const stop = watchThreads(() => {
    started += 1
  })
  const ended = await work().finally(stop)
  return { started, ended }
}

test('threads find and write what one alone does', async () => {
  const [one, other] = [manyFiles(shared), manyFiles(shared)]
  const args = [
    'fix',
    '.',
    '--verbose',
    '--reporter',
    'csv=out/report.csv',
    '--reporter',
    'markdown=out/report.md',
  ]
  const run = ({ cwd }: ManyFiles, more: string) => counted(() => altwright([...args, more], { cwd }))
  const locked = await run(one, '--locked')
  // What is not locked may ask an engine, so that pages are decided about in one place; another thread writes them.
  const open = await run(other, '--no-locked')
  expect([locked.started, open.started]).toEqual([threads, threads])
  expect(locked.ended.stdout).toContain(`in ${shared} pages`)
  expect([locked.ended.code, locked.ended.stdout]).toEqual([open.ended.code, open.ended.stdout])
  for (const name of ['report.csv', 'report.md']) {
    expect(readFileSync(join(one.cwd, 'out', name), 'utf8')).toBe(
      readFileSync(join(other.cwd, 'out', name), 'utf8'),
    )
  }
  const audit = await counted(() => altwright(['audit', '.'], { cwd: one.cwd }))
  expect(audit.started).toBe(threads)
  for (const { cwd, texts, before, after } of [one, other]) {
    expect(texts()).toEqual(after)
    expect(readdirSync(join(cwd, '.altwright/undo'))).toHaveLength(1)
    expect((await altwright(['revert'], { cwd })).code).toBe(0)
    expect(texts()).toEqual(before)
  }
})

test.each([shared, written])(
  'of %d pages those that were written before an interrupt are told, and can be undone',
  async (count) => {
    const { cwd, names, texts, before, after } = manyFiles(count)
    const interrupt = new AbortController()
    const undo = join(cwd, '.altwright/undo')
    const watch = (): void => {
      const [record] = existsSync(undo) ? readdirSync(undo) : []
      const lines = record === undefined ? 0 : readFileSync(join(undo, record), 'utf8').split('\n').length
      if (lines > 60) interrupt.abort()
      else setImmediate(watch)
    }
    watch()
    const ended = await altwright(['fix', '.', '--locked', '--reporter', 'csv'], {
      cwd,
      signal: interrupt.signal,
    })
    expect(ended.code).toBe(130)
    const now = texts()
    const changed = names.filter((name) => now[name] !== before[name])
    expect(changed.length).toBeGreaterThan(50)
    expect(changed.length).toBeLessThan(count / 2)
    for (const name of changed) {
      expect(now[name]).toBe(after[name])
      expect(ended.stdout).toContain(name)
    }
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect((await altwright(['revert'], { cwd })).code).toBe(0)
    expect(texts()).toEqual(before)
  },
)

test.each([shared, written])('of %d pages one that is read-only is left alone', async (count) => {
  const { cwd, texts, before, after } = manyFiles(count)
  const [one, other] = ['page-250.html', 'page-251.html']
  chmodSync(join(cwd, one), 0o444)
  chmodSync(join(cwd, other), 0o640)
  const { stdout } = await altwright(['fix', '.', '--locked'], { cwd })
  expect(stdout.match(/It is read-only; left alone/g)).toHaveLength(1)
  expect(texts()).toEqual({ ...after, [one]: before[one] })
  expect(statSync(join(cwd, other)).mode & 0o777).toBe(0o640)
})

test.each([shared, written])(
  'without a place for what undoes them none of %d pages is written',
  async (count) => {
    const { cwd, names, texts, before, after } = manyFiles(count)
    writeFileSync(join(cwd, '.altwright'), 'a file where a folder should be')
    const { code, stdout } = await altwright(['fix', '.', '--locked', '--quiet'], { cwd })
    expect(code).toBe(1)
    expect(stdout.match(/What undoes it cannot be kept/g)).toHaveLength(
      names.filter((name) => before[name] !== after[name]).length,
    )
    expect(texts()).toEqual(before)
  },
)

test.runIf(threads > 0).each([
  [shared, 'A thread that read pages ended with code 1.'],
  [written, 'The thread that reads and writes pages ended with code 1.'],
])('a thread that breaks ends the command over %d pages, and nothing is lost', async (count, message) => {
  const { cwd, texts, before } = manyFiles(count)
  const stop = watchThreads((thread) => void thread.once('online', () => thread.terminate()))
  const { code, stderr } = await altwright(['fix', '.', '--locked'], { cwd }).finally(stop)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect((await altwright(['revert'], { cwd })).code).toBe(0)
  expect(texts()).toEqual(before)
})
