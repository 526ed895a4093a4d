import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AltwrightError } from '@altwright/core'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/temporary.ts'
import altwright from '../dist/index.js'
import { ThreadBuild } from '../dist/thread/build-thread.js'
import { buildSite, fakeCaptioner, log, site } from './site.ts'

const bell = 'caption:bell'

/** Builds in a thread and without one. */
async function inBoth(
  files: Readonly<Record<string, string>>,
  build: (root: string, thread: boolean) => Promise<unknown>,
) {
  const outcomes = []
  for (const thread of [true, false]) outcomes.push(await build(site(files), thread))
  expect(outcomes[0]).toEqual(outcomes[1])
  return outcomes[0]
}

test('what a build tells, and in which order, is the same with and without a thread', async () => {
  const files = {
    'index.html': '<body><img src="/bell.svg"><a href="/"><img src="/bell.svg"></a><img src="/none.svg">',
    'bell.svg': bell,
  }
  const told = await inBoth(files, async (root, thread) => {
    const logger = log()
    const captioner = fakeCaptioner()
    const report = { json: 'report.json', markdown: 'report.md' }
    await buildSite(root, { options: { openCaptioner: captioner.open, thread, report }, logger })
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
  const message = await inBoth(files, async (root, thread) => {
    const openCaptioner = async () => {
      throw new RangeError('Not today')
    }
    const error = await buildSite(root, { options: { openCaptioner, thread } }).catch((error: Error) => error)
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
  const built = await inBoth(files, async (root, thread) => {
    const output = await buildSite(root, {
      options: { openCaptioner: fakeCaptioner().open, thread },
      plugins: [react()],
      config: { resolve: { alias: { '@': join(root, 'art') } }, build: { minify: false } },
    })
    return /alt: .+/.exec(Object.values(output).join('\n'))?.[0]
  })
  expect(built).toBe('alt: "Bell",')
})

test('an alias may have a tilde in its name', async () => {
  const files = {
    'index.html': '<body><script type="module" src="/main.tsx"></script>',
    'main.tsx': `import bell from '~art/bell.svg?url'\nexport const Page = (): unknown => <img src={bell} />\nconsole.log(Page)`,
    'art/bell.svg': bell,
  }
  const built = await inBoth(files, async (root, thread) => {
    const output = await buildSite(root, {
      options: { openCaptioner: fakeCaptioner().open, thread },
      plugins: [react()],
      config: { resolve: { alias: { '~art': join(root, 'art') } }, build: { minify: false } },
    })
    return /alt: .+/.exec(Object.values(output).join('\n'))?.[0]
  })
  expect(built).toBe('alt: "Bell",')
})

test('a damaged lockfile is named, and a build that follows goes on', async () => {
  const files = { 'index.html': '<body><img src="/bell.svg">', 'bell.svg': bell, 'altwright.lock.json': '{' }
  await inBoth(files, async (root, thread) => {
    const options = { openCaptioner: fakeCaptioner().open, thread }
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

test('a thread that stops ends what waits for it with a word of how to go on', async () => {
  const folder = temporaryFolder()
  const script = join(folder, 'stops.mjs')
  writeFileSync(
    script,
    `import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ name }) => { if (name === 'page') throw new Error('Out of luck') })`,
  )
  const project = { root: folder } as ConstructorParameters<typeof ThreadBuild>[1]
  const news = { progress() {}, found() {}, written() {} }
  const threadBuild = new ThreadBuild(new Worker(script), project, fakeCaptioner().open, news)
  const pages = [threadBuild.page(join(folder, 'a.html'), ''), threadBuild.page(join(folder, 'b.html'), '')]
  for (const page of await Promise.allSettled(pages)) {
    expect(page).toMatchObject({ status: 'rejected', reason: expect.any(AltwrightError) })
    expect(page).toHaveProperty('reason.message', expect.stringMatching(/Out of luck.*`thread: false`/))
  }
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
