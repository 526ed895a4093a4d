import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { lockfile } from '../lockfile.ts'
import { picture } from '../site.ts'

const lens = picture('magnifying glass icon')
const bell = picture('bell icon')
const known = lockfile({ [lens]: 'Magnifying glass', [bell]: 'Bell' })
const count = 900
const threads = Math.min(2, availableParallelism() - 1)

/** Pages of all kinds: to be filled, answered, to be left to a person, without images, in Markdown, not in UTF-8. */
function pageOf(index: number): [name: string, content: string | Uint8Array] {
  const name = `page-${String(index).padStart(3, '0')}`
  if (index % 90 === 7) return [`${name}.md`, `# ${index}\n\n<img src="lens.svg">\n`]
  if (index % 90 === 8) return [`${name}.html`, Buffer.from('<p>caf\xE9<img src=lens.svg>', 'latin1')]
  if (index % 3 === 0) return [`${name}.html`, `<p>${index}</p>`]
  const picture = index % 2 === 0 ? 'lens.svg' : 'bell.svg'
  return [
    `${name}.html`,
    `<!doctype html>\n<h1>é ${index}</h1><p><img src=${picture}> and <img src=gone-${index}.svg></p><img src=/bell.svg alt="A bell">`,
  ]
}

const pages = Object.fromEntries(Array.from({ length: count }, (_, index) => pageOf(index)))

function site(): string {
  return folder({ 'altwright.lock.json': known, 'lens.svg': lens, 'bell.svg': bell, ...pages })
}

function textsOf(cwd: string): Record<string, string> {
  return Object.fromEntries(Object.keys(pages).map((name) => [name, readFileSync(join(cwd, name), 'latin1')]))
}

const untouched = Object.fromEntries(
  Object.entries(pages).map(([name, content]) => [name, Buffer.from(content).toString('latin1')]),
)

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

test('a large site is shared with threads, to the same end', async () => {
  const [shared, alone] = [site(), site()]
  const args = [
    'fix',
    '.',
    '--verbose',
    '--reporter',
    'csv=out/report.csv',
    '--reporter',
    'markdown=out/report.md',
  ]
  const run = (cwd: string, more: string) => counted(() => altwright([...args, more], { cwd }))
  const one = await run(shared, '--locked')
  // What is not locked may ask an engine, and that is asked in one place. Nothing is left to ask here.
  const other = await run(alone, '--no-locked')
  expect([one.started, other.started]).toEqual([threads, 0])
  expect(one.ended.stdout).toContain(`in ${count} pages`)
  expect([one.ended.code, one.ended.stdout]).toEqual([other.ended.code, other.ended.stdout])
  expect(textsOf(shared)).toEqual(textsOf(alone))
  for (const name of ['report.csv', 'report.md']) {
    expect(readFileSync(join(shared, 'out', name), 'utf8')).toBe(
      readFileSync(join(alone, 'out', name), 'utf8'),
    )
  }
  const audit = await counted(() => altwright(['audit', '.'], { cwd: shared }))
  expect(audit.started).toBe(threads)
  expect(textsOf(shared)).not.toEqual(untouched)
  expect(readdirSync(join(shared, '.altwright/undo'))).toHaveLength(1)
  expect((await altwright(['revert'], { cwd: shared })).code).toBe(0)
  expect(textsOf(shared)).toEqual(untouched)
})

test('an interrupt is heard by all threads, and what was written is told and can be undone', async () => {
  const cwd = site()
  const interrupt = new AbortController()
  const undo = join(cwd, '.altwright/undo')
  const watch = (): void => {
    const [record] = readdirSync(cwd).includes('.altwright') ? readdirSync(undo) : []
    const lines = record === undefined ? 0 : readFileSync(join(undo, record), 'utf8').split('\n').length
    if (lines > 50) interrupt.abort()
    else setImmediate(watch)
  }
  watch()
  const ended = await altwright(['fix', '.', '--locked', '--reporter', 'csv'], {
    cwd,
    signal: interrupt.signal,
  })
  expect(ended.code).toBe(130)
  const after = textsOf(cwd)
  const written = Object.keys(pages).filter((name) => after[name] !== untouched[name])
  expect(written.length).toBeGreaterThan(0)
  expect(written.length).toBeLessThan(count / 2)
  for (const name of written) expect(ended.stdout).toContain(name)
  expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([])
  expect((await altwright(['revert'], { cwd })).code).toBe(0)
  expect(textsOf(cwd)).toEqual(untouched)
})

test('without a place for what undoes them no page is written, in whatever thread', async () => {
  const cwd = site()
  writeFileSync(join(cwd, '.altwright'), 'a file where a folder should be')
  const { code, stdout } = await altwright(['fix', '.', '--locked', '--quiet'], { cwd })
  expect(code).toBe(1)
  expect(stdout.match(/What undoes it cannot be kept/g)?.length).toBe(
    Object.values(pages).filter(
      (content) => /src="?(?:lens|bell)/.test(String(content)) && typeof content === 'string',
    ).length,
  )
  expect(textsOf(cwd)).toEqual(untouched)
})

test.runIf(threads > 0)('a thread that breaks ends the command, and no page is lost', async () => {
  const cwd = site()
  const stop = watchThreads((thread) => void thread.once('message', () => thread.terminate()))
  const { code, stderr } = await altwright(['fix', '.', '--locked'], { cwd }).finally(stop)
  expect(code).toBe(2)
  expect(stderr).toContain('A thread that read pages ended with code 1.')
  expect((await altwright(['revert'], { cwd })).code).toBe(0)
  expect(textsOf(cwd)).toEqual(untouched)
})
