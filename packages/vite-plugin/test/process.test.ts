import { execFileSync, fork, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AltwrightError } from '@altwright/core'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/temporary.ts'
import altwright from '../dist/index.js'
import { ProcessBuild } from '../dist/process/build-process.js'
import { buildSite, fakeCaptioner, log, site } from './site.ts'

const bell = 'caption:bell'

/** Builds in a process of its own and without one. */
async function inBoth(
  files: Readonly<Record<string, string>>,
  build: (root: string, ownProcess: boolean) => Promise<unknown>,
) {
  const outcomes = []
  for (const ownProcess of [true, false]) outcomes.push(await build(site(files), ownProcess))
  expect(outcomes[0]).toEqual(outcomes[1])
  return outcomes[0]
}

function processes(): { readonly id: number; readonly parent: number }[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [id, parent, state = ''] = line.trim().split(/\s+/)
    // One that has ended may wait for somebody to notice.
    return state.startsWith('Z') ? [] : [{ id: Number(id), parent: Number(parent) }]
  })
}

test('what a build tells, and in which order, is the same with and without a process of its own', async () => {
  const files = {
    'index.html': '<body><img src="/bell.svg"><a href="/"><img src="/bell.svg"></a><img src="/none.svg">',
    'bell.svg': bell,
  }
  const told = await inBoth(files, async (root, ownProcess) => {
    const logger = log()
    const captioner = fakeCaptioner()
    const report = { json: 'report.json', markdown: 'report.md' }
    await buildSite(root, { options: { openCaptioner: captioner.open, ownProcess, report }, logger })
    expect([captioner.seen, captioner.opened(), captioner.disposed()]).toEqual([[bell], 1, 1])
    const own = logger.lines.filter((line) => line.startsWith('altwright'))
    return own.map((line) => line.replaceAll(root, ''))
  })
  expect(told).toEqual([
    'altwright: new images, opening the model',
    expect.stringContaining('functional-image'),
    expect.stringContaining('altwright: 3 images'),
    'altwright: report written to /report.json',
    'altwright: report written to /report.md',
  ])
})

test('a captioner that fails ends the build with its own words', async () => {
  const files = { 'index.html': '<body><img src="/bell.svg">', 'bell.svg': bell }
  const message = await inBoth(files, async (root, ownProcess) => {
    const openCaptioner = async () => {
      throw new RangeError('Not today')
    }
    const error = await buildSite(root, { options: { openCaptioner, ownProcess } }).catch(
      (error: Error) => error,
    )
    return /RangeError: Not today/.exec((error as Error).message)?.[0]
  })
  expect(message).toBe('RangeError: Not today')
})

test('components whose images an alias brings in are resolved by Vite', async () => {
  const files = {
    'index.html': '<body><script type="module" src="/main.tsx"></script>',
    'main.tsx': `import bell from '@/bell.svg'\nexport const Page = (): unknown => <img src={bell} />\nconsole.log(Page)`,
    'art/bell.svg': bell,
  }
  const built = await inBoth(files, async (root, ownProcess) => {
    const output = await buildSite(root, {
      options: { openCaptioner: fakeCaptioner().open, ownProcess },
      plugins: [react()],
      config: { resolve: { alias: { '@': join(root, 'art') } }, build: { minify: false } },
    })
    return /alt: .+/.exec(Object.values(output).join('\n'))?.[0]
  })
  expect(built).toBe('alt: "Bell",')
})

test('a damaged lockfile is named, and a build that follows goes on', async () => {
  const files = { 'index.html': '<body><img src="/bell.svg">', 'bell.svg': bell, 'altwright.lock.json': '{' }
  await inBoth(files, async (root, ownProcess) => {
    const options = { openCaptioner: fakeCaptioner().open, ownProcess }
    await expect(buildSite(root, { options })).rejects.toThrow('altwright.lock.json')
    writeFileSync(join(root, 'altwright.lock.json'), '{ "version": 2, "images": {} }')
    const output = await buildSite(root, { options })
    return output['index.html']?.includes('alt="Bell"')
  })
})

test('a watcher builds again what has changed', async () => {
  const root = site({
    'index.html': '<body><img src="/bell.svg">',
    'bell.svg': bell,
    'kite.svg': 'caption:kite',
  })
  const captioner = fakeCaptioner()
  const plugins = [altwright({ openCaptioner: captioner.open, locked: false })]
  const config = { root, configFile: false, cacheDir: join(root, '.vite'), customLogger: log() } as const
  const watcher = await build({ ...config, plugins, build: { watch: {}, assetsInlineLimit: 0 } })
  if (!('on' in watcher)) throw new Error('It does not watch')
  const alts: (string | undefined)[] = []
  await new Promise<void>((resolve, reject) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') reject(event.error)
      if (event.code !== 'END') return
      alts.push(/alt="[^"]*"/.exec(readFileSync(join(root, 'dist/index.html'), 'utf8'))?.[0])
      if (alts.at(-1) === 'alt="Kite"') resolve()
      else writeFileSync(join(root, 'index.html'), `<body><img src="/kite.svg"><p>${alts.length}`)
    })
  })
  await watcher.close()
  expect(alts[0]).toBe('alt="Bell"')
  expect(captioner.seen).toEqual([bell, 'caption:kite'])
})

test('a process that stops ends what waits for it with a word of how to go on', async () => {
  const folder = temporaryFolder()
  const script = join(folder, 'stops.mjs')
  writeFileSync(script, "process.on('message', ({ name }) => { if (name === 'page') process.exit(3) })")
  const project = { root: folder } as ConstructorParameters<typeof ProcessBuild>[1]
  const news = { progress() {}, found() {}, written() {} }
  const processBuild = new ProcessBuild(fork(script), project, fakeCaptioner().open, news)
  const pages = [processBuild.page(join(folder, 'a.html'), ''), processBuild.page(join(folder, 'b.html'), '')]
  for (const page of await Promise.allSettled(pages)) {
    expect(page).toMatchObject({ status: 'rejected', reason: expect.any(AltwrightError) })
    expect(page).toHaveProperty(
      'reason.message',
      expect.stringMatching(/ended with code 3.*`ownProcess: false`/),
    )
  }
})

test('the process beside a build ends with it when it is killed', async () => {
  const root = site({ 'index.html': '<body><img src="/bell.svg">', 'bell.svg': bell })
  const script = `
    import { build } from 'vite'
    import altwright from 'vite-plugin-altwright'
    const [root] = process.argv.slice(1)
    const openCaptioner = () => { console.log('asked'); return new Promise((resolve) => setTimeout(resolve, 2 ** 30)) }
    await build({ root, configFile: false, logLevel: 'silent', plugins: [altwright({ openCaptioner, locked: false })] })
  `
  const cwd = join(import.meta.dirname, '..')
  const vite = spawn(process.execPath, ['--input-type=module', '-e', script, root], { cwd })
  await new Promise((resolve) => vite.stdout.once('data', resolve))
  const beside = processes().filter(({ parent }) => parent === vite.pid)
  expect(beside).toHaveLength(1)
  vite.kill('SIGKILL')
  // Its output ends with the last who could write to it.
  await new Promise((resolve) => vite.once('close', resolve))
  const isLeft = () => processes().some(({ id }) => id === beside[0]?.id)
  while (isLeft()) await new Promise((resolve) => setTimeout(resolve, 20))
})

test('a process that has built ends by itself', () => {
  const root = site({ 'index.html': '<body><img src="/bell.svg">', 'bell.svg': bell })
  const script = `
    import { build } from 'vite'
    import altwright from 'vite-plugin-altwright'
    const [root] = process.argv.slice(1)
    await build({ root, configFile: false, logLevel: 'silent', cacheDir: root + '/.vite', plugins: [altwright({ locked: true })] })
    process.on('exit', () => console.log('the end'))
  `
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, root], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  })
  expect(out).toContain('the end')
  expect(readFileSync(join(root, 'dist/index.html'), 'utf8')).not.toContain('alt=')
})
