import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import type { InlineConfig } from 'vite'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/temporary.ts'
import type { PluginOptions } from '../dist/index.js'
import { buildSite, fakeCaptioner, log, site } from './site.ts'

const files = {
  'index.html':
    '<!doctype html><html lang="en"><body><img src="bell.svg"><script type="module" src="/main.jsx"></script>',
  'main.jsx': `import kite from '@/kite.svg'
import { createApp } from 'vue'
import Logo from './Logo.vue'
export const Page = () => <main><img src={kite} /><img src="/map.svg" /></main>
console.log(Page, createApp(Logo))
`,
  'Logo.vue': '<template><img src="./bell.svg"><img src="@/kite.svg"></template>',
  'public/map.svg': 'caption:map',
  'bell.svg': 'caption:bell',
  'art/kite.svg': 'caption:kite',
  'other/kite.svg': 'caption:lantern',
}

/** Builds with what earlier builds decided, in a thread, and with neither: all that comes out is the same. */
async function buildBoth(root: string, art = 'art', options: PluginOptions = {}) {
  const results = []
  const lockfile = join(root, 'altwright.lock.json')
  const before = existsSync(lockfile) ? readFileSync(lockfile) : undefined
  for (const kept of [true, false]) {
    if (before === undefined) rmSync(lockfile, { force: true })
    else writeFileSync(lockfile, before)
    const captioner = fakeCaptioner()
    const logger = log()
    const config: InlineConfig = { resolve: { alias: { '@': join(root, art) } } }
    const out = await buildSite(root, {
      options: {
        openCaptioner: captioner.open,
        cache: kept,
        thread: kept,
        report: { json: 'report.json' },
        ...options,
      },
      plugins: [react(), vue(), emitting()],
      config,
      logger,
    })
    // How far it is is told by the clock.
    const told = logger.lines.filter(
      (line) => line.startsWith('altwright') && !/new images? captioned$/.test(line),
    )
    const report = readFileSync(join(root, 'report.json'), 'utf8')
    results.push({ out, report, told, seen: captioner.seen.sort(), lockfile: readFileSync(lockfile, 'utf8') })
  }
  expect(results[0]).toEqual(results[1])
  const texts = Object.values(results[0]?.out ?? {})
  return texts.flatMap((text) => [...text.matchAll(/\balt[=:]["`](\w+)/g)].map(([, alt]) => alt))
}

/** A page that another plugin makes. */
function emitting() {
  return {
    name: 'emits',
    generateBundle(this: { emitFile(file: object): void }) {
      this.emitFile({ type: 'asset', fileName: 'made.html', source: '<p>Made<img src="/map.svg">' })
    },
  }
}

test('a build comes out the same whether it recalls what was decided or not', async () => {
  const root = site(files)
  expect(await buildBoth(root)).toContain('Kite')
  expect(readdirSync(join(root, '.vite/altwright'))).toHaveLength(1)
  await buildBoth(root)
  // The same address, another file.
  expect(await buildBoth(root, 'other')).toContain('Lantern')
  writeFileSync(join(root, 'art/kite.svg'), 'caption:eagle')
  expect(await buildBoth(root)).toContain('Eagle')
  rmSync(join(root, 'public/map.svg'))
  await buildBoth(root)
  writeFileSync(join(root, 'public/map.svg'), 'caption:plan')
  expect(await buildBoth(root)).toContain('Plan')
  writeFileSync(join(root, 'Logo.vue'), '<template><a href="/"><img src="./bell.svg"></a></template>')
  await buildBoth(root)
  expect(await buildBoth(root, 'art', { language: 'de' })).not.toContain('Eagle')
})

test('builds with other settings keep what they decide beside each other', async () => {
  const root = site(files)
  const options = { openCaptioner: fakeCaptioner().open }
  const kept = () =>
    Object.fromEntries(
      readdirSync(join(root, '.vite/altwright')).map((name) => {
        const [, , ...documents] = readFileSync(join(root, '.vite/altwright', name), 'utf8').split('\n')
        return [name, documents]
      }),
    )
  const builds = async (maxLength: number) => {
    await buildSite(root, {
      options: { ...options, maxLength },
      plugins: [react(), vue()],
      config: { resolve: { alias: { '@': join(root, 'art') } } },
    })
  }
  await builds(20)
  await builds(20)
  const first = kept()
  await builds(30)
  await builds(30)
  expect(kept()).toMatchObject(first)
  expect(Object.keys(kept())).toHaveLength(2)
  const both = kept()
  await builds(20)
  expect(kept()).toEqual(both)
  // Those used last are left.
  for (const maxLength of [40, 50, 60]) await builds(maxLength)
  expect(Object.keys(kept())).toHaveLength(4)
  expect(kept()).toMatchObject(first)
})

test('a build without a cache leaves nothing behind', async () => {
  const root = site(files)
  await buildSite(root, {
    options: { openCaptioner: fakeCaptioner().open, cache: false },
    plugins: [react(), vue()],
    config: { resolve: { alias: { '@': join(root, 'art') } } },
  })
  expect(existsSync(join(root, '.vite/altwright'))).toBe(false)
})

test('a second build loads nothing that reads pages or decides about them', () => {
  const root = site(files)
  const script = `
    import { Session } from 'node:inspector'
    const session = new Session()
    session.connect()
    const loaded = []
    session.on('Debugger.scriptParsed', ({ params }) => loaded.push(params.url))
    session.post('Debugger.enable')
    const [{ build }, { default: altwright }] = await Promise.all([import('vite'), import('vite-plugin-altwright')])
    const [{ default: react }, { default: vue }] = await Promise.all([import('@vitejs/plugin-react'), import('@vitejs/plugin-vue')])
    const openCaptioner = async () => ({
      id: 'graphics@0/fake',
      caption: async (images) => images.map((image) => ({ status: 'captioned', text: image.toString().slice(8), confidence: 1 })),
      dispose: async () => {},
    })
    const [root, outDir] = process.argv.slice(1)
    await build({
      root, configFile: false, logLevel: 'silent', cacheDir: root + '/.vite', resolve: { alias: { '@': root + '/art' } },
      plugins: [altwright({ openCaptioner, locked: false, thread: false }), react(), vue()], build: { outDir },
    })
    console.log(JSON.stringify(loaded))
  `
  const loaded = () => {
    const outDir = temporaryFolder()
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, root, outDir], {
      cwd: join(import.meta.dirname, '..'),
      encoding: 'utf8',
    })
    return JSON.parse(out) as string[]
  }
  const deciding =
    /core\/dist\/(?:image\/from-hast|image\/accessibility|components|policy\/judge|describe)\b|\/cosmiconfig\//
  expect(loaded().filter((url) => deciding.test(url)).length).toBeGreaterThan(20)
  expect(loaded().filter((url) => deciding.test(url))).toEqual([])
})
