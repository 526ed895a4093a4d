import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import mdx from '@mdx-js/rollup'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { createBuilder, type PluginOption } from 'vite'
import { build as buildWithVite7 } from 'vite-7'
import { describe, expect, test } from 'vitest'
import altwright from '../dist/index.js'
import { buildSite, fakeCaptioner, log, read, site, withoutInsertions } from './site.ts'

const map = 'caption:map icon'
const bell = 'caption:bell icon'
const page =
  '<!doctype html><html lang="en"><body><div id="app"></div><script type="module" src="/main.js"></script></body></html>'

/** One component in the language of each framework, with the same images. */
const frameworks: Readonly<Record<string, { plugin: () => PluginOption; files: Record<string, string> }>> = {
  React: {
    plugin: () => react(),
    files: {
      'main.js':
        "import { createRoot } from 'react-dom/client'\nimport { createElement } from 'react'\nimport App from './src/App.tsx'\ncreateRoot(document.getElementById('app')).render(createElement(App))\n",
      'src/App.tsx': `import map from './art/map.svg'
type Props = { readonly alt?: string }
export default function App({ alt, ...rest }: Props) {
  const src: string = map satisfies string
  return (
    <main className="café 😀">
      <p><img src={src} /></p>
      <p><img src="/bell.svg" /></p>
      <p><img src={map} alt={alt} {...rest} /></p>
      <p><a href="/map"><img src={new URL('./art/map.svg', import.meta.url).href} /> Map</a></p>
    </main>
  )
}
throwAt(13)
function throwAt(line: number) { console.log('line', line) }
`,
    },
  },
  MDX: {
    plugin: () => [{ ...mdx(), enforce: 'pre' }, react()],
    files: {
      'main.js':
        "import { createRoot } from 'react-dom/client'\nimport { createElement } from 'react'\nimport App from './src/App.mdx'\ncreateRoot(document.getElementById('app')).render(createElement(App))\n",
      'src/App.mdx': `import map from '@/art/map.svg'
export const thrown =
  throwAt(3)
export function throwAt(line) { console.log('line', line) }

# A café 😀

<main>
  <p><img src={map} /></p>
  <p><img src="/bell.svg" /></p>
  <p><img src={map} alt={props.alt} {...props} /></p>
  <p><a href="/map"><img src={map} /> Map</a></p>
</main>
`,
    },
  },
  Vue: {
    plugin: () => vue(),
    files: {
      'main.js':
        "import { createApp } from 'vue'\nimport App from './src/App.vue'\ncreateApp(App).mount('#app')\n",
      'src/App.vue': `<script setup lang="ts">
import map from '@/art/map.svg'
defineProps<{ alt?: string }>()
throwAt(4)
function throwAt(line: number) { console.log('line', line) }
</script>

<template>
  <main class="café 😀">
    <p><img :src="map"></p>
    <p><img src="/bell.svg"></p>
    <p><img src="./art/map.svg" :alt v-bind="$attrs"></p>
    <p><a href="/map"><img src="@/art/map.svg"> Map</a></p>
  </main>
</template>
`,
    },
  },
  Svelte: {
    plugin: () => svelte({ configFile: false }),
    files: {
      'main.js':
        "import { mount } from 'svelte'\nimport App from './src/App.svelte'\nmount(App, { target: document.getElementById('app') })\n",
      'src/App.svelte': `<script lang="ts">
  import map from './art/map.svg'
  let { alt, ...rest }: { alt?: string } = $props()
  throwAt(4)
  function throwAt(line: number) { console.log('line', line) }
</script>

<main class="café 😀">
  <p><img src={map}></p>
  <p><img src="/bell.svg"></p>
  <p><img src={map} {alt} {...rest}></p>
  <p><a href="/map"><img src={map}> Map</a></p>
</main>
`,
    },
  },
}

const files = { 'index.html': page, 'src/art/map.svg': map, 'public/bell.svg': bell }
const script = (output: Record<string, string>) => {
  const name = Object.keys(output).find((file) => /^assets\/.*\.js$/.test(file)) ?? ''
  return { name, code: output[name] ?? '', map: output[`${name}.map`] ?? '' }
}

describe.each(Object.entries(frameworks))('%s', (name, { plugin, files: own }) => {
  const root = site({ ...files, ...own })
  const component = Object.keys(own).find((file) => file.startsWith('src/')) ?? ''
  const source = own[component] ?? ''
  const config = {
    resolve: { alias: { '@': join(root, 'src') } },
    build: { sourcemap: true, minify: false as const },
  }

  test('gets the alts that are known, and nothing else is touched', async () => {
    const captioner = fakeCaptioner()
    const logger = log()
    const options = { openCaptioner: captioner.open, report: { json: 'report.json', patch: 'alt.patch' } }
    const { code } = script(await buildSite(root, { options, plugins: [plugin()], config, logger }))
    expect(code).toContain('Map icon')
    expect(code).toContain('Bell icon')
    expect(code.match(/data-alt-source/g)).toHaveLength(2)
    expect(captioner.seen.sort()).toEqual([bell, map])
    expect([captioner.opened(), captioner.disposed()]).toEqual([1, 1])
    expect(logger.lines.find((line) => line.includes('images in'))).toMatch(
      /^altwright: 4 images in 2 (?:files|pages)\n {2}1 {2}answered by their authors\n {2}2 {2}filled by the engine, to be reviewed\n {2}1 {2}filled by a rule$/,
    )
    const report = JSON.parse(readFileSync(join(root, 'report.json'), 'utf8'))
    const found = report.findings.map(({ document, place, outcome }: never) => [document, place, outcome])
    const lines = source.split('\n').flatMap((line, index) => (line.includes('<img') ? [index + 1] : []))
    expect(found.map(([document, place]: [string, { line: number }]) => [document, place.line])).toEqual(
      lines.map((line) => [component, line]),
    )
    expect(found.map(([, , outcome]: string[]) => outcome)).toEqual([
      'filled',
      'filled',
      'kept',
      'decorative',
    ])
    // The patch is for the file as it was written.
    execFileSync('git', ['apply', '--whitespace=nowarn', 'alt.patch'], { cwd: root })
    const patched = readFileSync(join(root, component), 'utf8')
    expect(patched.match(/data-alt-source="generated"/g)).toHaveLength(2)
    expect(withoutInsertions(patched)).toBe(source)
    writeFileSync(join(root, component), source)
  })

  test('keeps a map to the file as it was written', async () => {
    const options = { openCaptioner: fakeCaptioner().open }
    const built = script(await buildSite(root, { options, plugins: [plugin()], config }))
    const trace = new TraceMap(built.map)
    // Vue's plugin hands a script on with the source that it was given, whose lines are the same.
    const contents = trace.sources.flatMap((file, index) =>
      file?.endsWith(component) ? [trace.sourcesContent?.[index] ?? ''] : [],
    )
    expect(contents).toContain(source)
    expect(contents.map(withoutInsertions)).toEqual(contents.map(() => withoutInsertions(source)))
    const lines = built.code.split('\n')
    const line = lines.findIndex((text) => /throwAt\(\d+\)/.test(text) && !text.includes('function'))
    const column = lines[line]?.indexOf('throwAt') ?? 0
    const original = originalPositionFor(trace, { line: line + 1, column })
    const wanted = source.split('\n').findIndex((text) => /^\s*throwAt\(\d+\)/.test(text))
    expect(original).toMatchObject({ line: wanted + 1, source: expect.stringContaining(component) })
  })

  test('maps every word to where it was written', async () => {
    const seen: { code: string; map: { mappings: string } }[] = []
    const watcher: PluginOption = {
      name: 'watcher',
      enforce: 'pre',
      transform: {
        order: 'pre',
        handler(code, id) {
          if (id.endsWith(component) && code.includes('data-alt-source'))
            seen.push({ code, map: this.getCombinedSourcemap() })
        },
      },
    }
    const options = { openCaptioner: fakeCaptioner().open }
    await buildSite(root, { options, plugins: [watcher, plugin()], config })
    expect(seen.length).toBeGreaterThan(0)
    for (const { code, map } of seen) {
      const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0])
      const written = source.split('\n')
      let words = 0
      for (const [index, line] of code.split('\n').entries()) {
        // What was put in is as long as what stands for it.
        const old = line.replace(/ alt="[^"]*" data-alt-source="generated"|(?<=<img) alt=""/g, (put) =>
          '\0'.repeat(put.length),
        )
        for (const word of old.matchAll(/[\w$\x80-\uffff]+|[^\w$\s\0\x80-\uffff]/g)) {
          const before = old.slice(0, word.index).replaceAll('\0', '').length
          const original = originalPositionFor(trace, { line: index + 1, column: word.index })
          expect([original.line, original.column]).toEqual([index + 1, before])
          expect(written[index]?.startsWith(word[0], before)).toBe(true)
          words += 1
        }
      }
      expect(words).toBeGreaterThan(50)
    }
  })

  test('is the same for a browser and a server', async () => {
    const captioner = fakeCaptioner()
    const logger = log()
    const builder = await createBuilder({
      root,
      configFile: false,
      customLogger: logger,
      resolve: config.resolve,
      plugins: [altwright({ openCaptioner: captioner.open, lockfile: `${name}.json` }), plugin()],
      environments: {
        client: { build: { outDir: 'dist/client', minify: false } },
        ssr: { build: { outDir: 'dist/server', rolldownOptions: { input: join(root, component) } } },
      },
      builder: {
        async buildApp(app) {
          for (const environment of Object.values(app.environments)) await app.build(environment)
        },
      },
    })
    await builder.buildApp()
    const output = Object.values(read(join(root, 'dist'))).filter((code) => code.includes('Map icon'))
    expect(output).toHaveLength(2)
    for (const code of output) expect(code.match(/data-alt-source/g)).toHaveLength(2)
    expect([captioner.opened(), captioner.disposed()]).toEqual([1, 1])
    expect(captioner.seen).toHaveLength(2)
    expect(logger.lines.filter((line) => line.includes('images in'))).toHaveLength(1)
  })

  test('that does not parse is left to its own compiler', async () => {
    const broken = site({ ...files, ...own, [component]: source.replace('</main>', '') })
    const plain = await buildSite(broken, { options: null, plugins: [plugin()], config }).catch(String)
    const options = { openCaptioner: fakeCaptioner().open }
    const ours = await buildSite(broken, { options, plugins: [plugin()], config }).catch(String)
    expect([typeof ours, ours]).toEqual(['string', plain])
    expect(existsSync(join(broken, 'altwright.lock.json'))).toBe(false)
    writeFileSync(join(broken, component), source)
  })
})

test.each([
  [{ 'src/app.html': '<html lang="fr">' }, {}, undefined],
  [{}, { language: 'fr' }, undefined],
  [{ 'src/app.html': '<html lang="fr">' }, { language: 'en' }, 'Bell icon'],
  [{}, {}, 'Bell icon'],
  // As templates of tools have it.
  [
    {
      'index.html': '<html lang="en">',
      'main.jsx': 'console.log(<p>有新消息时响铃 <img src="/bell.svg" /></p>)\n',
    },
    {},
    undefined,
  ],
])('an app of the pages %j with the options %j gets %s', async (pages, options, alt) => {
  const files = { 'main.jsx': 'console.log(<img src="/bell.svg" />)\n', 'public/bell.svg': bell }
  const root = site({ ...files, ...pages })
  const config = { build: { outDir: join(root, 'dist'), rolldownOptions: { input: join(root, 'main.jsx') } } }
  const all = { html: false, openCaptioner: fakeCaptioner().open, ...options }
  const built = Object.values(await buildSite(root, { options: all, config })).join('\n')
  expect(built).toContain('src:`/bell.svg`')
  expect(/alt:[`"]([^`"]*)/.exec(built)?.[1]).toBe(alt)
})

describe('Vite 7', () => {
  test.each(['React', 'Vue'])('%s: TypeScript is read too', async (name) => {
    const { files: own = {} } = frameworks[name] ?? {}
    const root = site({ ...files, ...own })
    const captioner = fakeCaptioner()
    const logger = log()
    const outDir = join(root, 'dist')
    await buildWithVite7({
      root,
      configFile: false,
      customLogger: logger,
      resolve: { alias: { '@': join(root, 'src') } },
      plugins: [altwright({ openCaptioner: captioner.open }) as never, name === 'Vue' && (vue() as never)],
      esbuild: { jsx: 'automatic' },
      build: { outDir, minify: false, assetsInlineLimit: 0 },
    })
    const { code } = script(read(outDir))
    expect(code.match(/data-alt-source/g)).toHaveLength(2)
    expect(captioner.seen.sort()).toEqual([bell, map])
    expect(logger.lines.filter((line) => line.includes('images in'))).toHaveLength(1)
  })
})

test('says where others like a finding stand, for each is to be edited', async () => {
  const app = 'export const A = () => <a href="/x"><img src="/bell.svg" /></a>\n'
  const root = site({
    'a.jsx': app,
    'b.jsx': `\n${app}`,
    'main.js': 'import "./a.jsx"\nimport "./b.jsx"\n',
    'public/bell.svg': bell,
  })
  const logger = log()
  const config = {
    build: { outDir: join(root, 'dist'), rolldownOptions: { input: join(root, 'main.js') } },
    logLevel: 'info' as const,
  }
  await buildSite(root, { options: { html: false, openCaptioner: fakeCaptioner().open }, config, logger })
  expect(logger.lines.join('\n')).toMatch(/a\.jsx:1:37 .*functional-image[\s\S]*and at b\.jsx:2:37/)
})

test('comments of Vue are heard in production, where its compiler has none', () => {
  const root = site({
    'index.html': '<body><script type="module" src="/main.js"></script>',
    'main.js': "import Page from './Page.vue'\nconsole.log(Page)",
    'Page.vue':
      '<template>\n<!-- altwright-ignore image-alt: filled by the ad server -->\n<img src="/a.svg"><img src="/b.svg"></template>',
    'public/a.svg': map,
    'public/b.svg': bell,
  })
  const script = `
    const [{ build }, { default: altwright }] = await Promise.all([import('vite'), import('vite-plugin-altwright')])
    const { default: vue } = await import('@vitejs/plugin-vue')
    const openCaptioner = async () => ({
      id: 'graphics@0/fake',
      caption: async (images) => images.map((image) => ({ status: 'captioned', text: image.toString().slice(8), confidence: 1 })),
      dispose: async () => {},
    })
    const [root] = process.argv.slice(1)
    const options = { openCaptioner, locked: false, report: { json: 'alt.json' } }
    await build({ root, configFile: false, logLevel: 'silent', plugins: [altwright(options), vue()] })
  `
  execFileSync(process.execPath, ['--input-type=module', '-e', script, root], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const { summary } = JSON.parse(readFileSync(join(root, 'alt.json'), 'utf8'))
  expect(summary).toMatchObject({ images: 2, generated: 1, suppressed: 1 })
})
