import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { command, type Ended, mainFile } from '../test/command.ts'
import { faulty } from '../test/faulty.ts'
import { altwright } from '../test/in-process.ts'
import { type ManyFiles, manyFiles } from '../test/many-files.ts'

/** So many pages are written by one other thread, and so many are shared with another. */
const [written, shared] = [300, 2000]

const fix = ['fix', '.', '--locked']

/** So many pages does the record of a run under way name; -1: there is none yet. */
function recorded({ cwd }: ManyFiles): number {
  const undo = join(cwd, '.altwright/undo')
  const [record] = existsSync(undo) ? readdirSync(undo) : []
  return record === undefined ? -1 : readFileSync(join(undo, record), 'utf8').split('\n').length - 1
}

/** Runs `fix`, and sends it signals as soon as something is so. */
async function signalled(
  { cwd }: ManyFiles,
  signals: readonly NodeJS.Signals[],
  isTime: () => boolean,
): Promise<Ended> {
  let send: (signal: NodeJS.Signals) => void = () => {}
  let isOver = false
  const ended = command(fix, {
    cwd,
    onStart: (kill) => {
      send = kill
    },
  }).finally(() => {
    isOver = true
  })
  while (!isOver && !isTime()) await turn()
  for (const signal of signals) send(signal)
  return ended
}

/** What lies in the folder beside its pages. */
function beside({ cwd, names }: ManyFiles): string[] {
  const pages = new Set(names)
  return readdirSync(cwd).filter((name) => !pages.has(name))
}
const nothingElse = ['.altwright', 'altwright.lock.json', 'bell.svg', 'lens.svg']

/** Names of the pages that a run has changed; each page is as it was, or as it is to be. */
function changed({ names, before, after, texts }: ManyFiles): string[] {
  const now = texts()
  const done = names.filter((name) => now[name] !== before[name])
  expect(done.filter((name) => now[name] !== after[name])).toEqual([])
  return done
}

function toChange({ names, before, after }: ManyFiles): string[] {
  return names.filter((name) => before[name] !== after[name])
}

async function expectRun({ cwd }: ManyFiles, code: number, ...args: readonly string[]): Promise<void> {
  const ended = await altwright([...args, '--quiet'], { cwd })
  expect([args[0], ended.code, ended.stderr]).toEqual([args[0], code, ''])
}

function expectPages({ names, texts, ...site }: ManyFiles, state: 'before' | 'after'): void {
  const now = texts()
  expect(names.filter((name) => now[name] !== site[state][name])).toEqual([])
}

/** What a run has begun is undone, and nothing of it is left. */
async function expectUndone(site: ManyFiles): Promise<void> {
  await expectRun(site, 0, 'revert', '--all')
  expectPages(site, 'before')
  expect(beside(site)).toEqual(nothingElse)
  expect((await altwright(['revert'], { cwd: site.cwd })).stderr).toContain('There is nothing to revert')
}

/** Another run comes to where one ends that nobody has disturbed. */
async function expectFinished(site: ManyFiles): Promise<void> {
  // Some images wait for a person.
  await expectRun(site, 1, ...fix)
  expectPages(site, 'after')
  expect(beside(site)).toEqual(nothingElse)
}

describe.each([
  [written, 20],
  [shared, 6],
])('fix of %d pages', (count, moments) => {
  test(`killed at ${moments} moments: pages are whole, what was begun is undone, and finished by another run`, async () => {
    const site = manyFiles(count)
    const lockfile = (): string => readFileSync(join(site.cwd, 'altwright.lock.json'), 'utf8')
    const known = lockfile()
    const total = toChange(site).length
    const amid: number[] = []
    for (let moment = 0; moment < moments; moment++) {
      // The first before there is a record, the last when all pages are in it.
      const lines = Math.round((moment / (moments - 1)) * (total + 1)) - 1
      await signalled(site, ['SIGKILL'], () => recorded(site) >= lines)
      const done = changed(site).length
      if (done > 0 && done < total) amid.push(done)
      expect(lockfile()).toBe(known)
      if (moment % 2 === 0 && recorded(site) > 0) await expectUndone(site)
      await expectFinished(site)
      await expectUndone(site)
    }
    expect(amid.length).toBeGreaterThan(moments / 2)
  })

  test.each([
    'before mkdirSync 1',
    // The first two calls write what keeps records out of git, and the head of the record.
    'half writeFileSync 1',
    'before writeFileSync 2',
    'half writeFileSync 2',
    'after writeFileSync 2',
    'before appendFileSync 1',
    'half appendFileSync 10',
    'after appendFileSync 10',
    'before writeFileSync 20',
    'half writeFileSync 20',
    'after writeFileSync 20',
    'before renameSync 20',
    'after renameSync 20',
  ])('killed %s', async (moment) => {
    const site = manyFiles(count)
    expect(await faulty(fix, site.cwd, moment)).toEqual({ code: null, stdout: '', stderr: '' })
    changed(site)
    if (recorded(site) > 0) await expectUndone(site)
    await expectFinished(site)
    await expectUndone(site)
  })

  test.each(['before renameSync 20', 'half writeFileSync 20', 'after renameSync 20'])(
    'its revert killed %s: another one undoes the rest',
    async (moment) => {
      const site = manyFiles(count)
      await expectFinished(site)
      expect((await faulty(['revert', '--quiet'], site.cwd, moment)).code).toBe(null)
      changed(site)
      await expectUndone(site)
    },
  )

  test.each([[['SIGINT']], [['SIGTERM']], [['SIGHUP']], [['SIGINT', 'SIGINT']]] as const)(
    'ended by %j: what was written is whole, and can be undone',
    async (signals) => {
      // More of them, so that it hears of it before it is through.
      const site = manyFiles(count + 600)
      const { code, stdout } = await signalled(site, signals, () => recorded(site) >= 50)
      expect(code).toBe(130)
      const done = changed(site)
      expect(done.length).toBeGreaterThan(0)
      expect(done.length).toBeLessThan(toChange(site).length)
      if (signals.length === 1) {
        expect(stdout).toContain('Interrupted; this is what was found until then.')
        expect(recorded(site)).toBe(done.length)
        expect(beside(site)).toEqual(nothingElse)
      }
      await expectUndone(site)
      await expectFinished(site)
    },
  )

  test.each(['half appendFileSync 10 ENOSPC', 'half writeFileSync 20 ENOSPC'])(
    'a disk that is full for a moment, %s: what was not written is told, the rest can be undone',
    async (fault) => {
      const site = manyFiles(count)
      const { code, stdout } = await faulty(fix, site.cwd, fault)
      // In each thread once, where it comes that far.
      const told =
        stdout.match(/(?:What undoes it cannot be kept in .*|It cannot be written) \(ENOSPC.*/g) ?? []
      expect([code, told.length > 0]).toEqual([1, true])
      expect(changed(site)).toHaveLength(toChange(site).length - told.length)
      expect(beside(site)).toEqual(nothingElse)
      await expectUndone(site)
    },
  )
})

/** Whether file systems can be mounted that only one process and its children see. */
const mounts = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

/** Runs a script in a folder; what it mounts at /mnt is seen by nobody else. Answers the exit code and what it prints. */
function amongMounts({ cwd }: ManyFiles, script: string): { code: number | null; stdout: string } {
  const fixed = `"${process.execPath}" "${mainFile}" ${fix.join(' ')} --quiet`
  const env = { ...process.env, SITE: cwd, FIX: fixed }
  const ended = spawnSync('unshare', ['-rm', 'sh', '-c', script], { cwd, env, encoding: 'utf8' })
  expect(ended.stderr).toBe('')
  return { code: ended.status, stdout: ended.stdout }
}

describe.runIf(mounts).each([written, shared])('fix of %d pages', (count) => {
  test('on a full disk: pages are whole, what was not written is told, the rest can be undone', async () => {
    const site = manyFiles(count)
    // The record alone takes more than what is left.
    const { code, stdout } = amongMounts(
      site,
      `mount -t tmpfs -o size=100m none /mnt && cp -r . /mnt/site && cd /mnt/site
      cat /dev/zero > ../filler 2> ../said
      truncate -s -${count / 10}K ../filler
      eval "$FIX"; code=$?
      rm ../filler
      cp -r *.html *.md .altwright "$SITE"
      exit $code`,
    )
    const told =
      stdout.match(/(?:What undoes it cannot be kept in .*|It cannot be written) \(ENOSPC.*/g) ?? []
    expect([code, told.length > 0]).toEqual([1, true])
    expect(changed(site)).toHaveLength(toChange(site).length - told.length)
    expect(changed(site).length).toBeGreaterThan(0)
    expect(beside(site)).toEqual(nothingElse)
    await expectUndone(site)
  })

  test('on a disk that cannot be written: all is told, and nothing is in the way of another run', async () => {
    const site = manyFiles(count)
    const { code, stdout } = amongMounts(
      site,
      `mkdir .altwright && mount --bind . /mnt && mount -o remount,ro,bind /mnt && mount --bind .altwright /mnt/.altwright
      cd /mnt && eval "$FIX"`,
    )
    expect([code, stdout.match(/It is read-only; left alone/g)?.length]).toEqual([1, toChange(site).length])
    expectPages(site, 'before')
    await expectFinished(site)
    await expectUndone(site)
  })
})
