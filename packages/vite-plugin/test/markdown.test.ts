import { join } from 'node:path'
import mdx from '@mdx-js/rollup'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import markdown from 'unplugin-vue-markdown/vite'
import type { PluginOption } from 'vite'
import { describe, expect, test } from 'vitest'
import type { PluginOptions } from '../dist/index.js'
import { buildSite, fakeCaptioner, site } from './site.ts'

const text = `---
title: A walk
---

![](./art/map.svg)

<img src="/bell.svg" />

[![](/bell.svg) Bells](/bells)
`
const pictures = { 'src/art/map.svg': 'caption:map icon', 'public/bell.svg': 'caption:bell icon' }

const compilers: Readonly<Record<string, () => readonly PluginOption[]>> = {
  'Vue.md': () => [vue({ include: [/\.vue$/, /\.md$/] }), markdown({})],
  'MDX.mdx': () => [mdx(), react()],
}

/** What a page is built to. */
async function built(
  name: string,
  plugins: readonly PluginOption[],
  options: PluginOptions,
): Promise<string> {
  const page = `src/${name}`
  const root = site({
    ...pictures,
    [page]: text,
    'main.js': `import page from './${page}'\nconsole.log(page)\n`,
  })
  const config = {
    build: {
      outDir: join(root, 'dist'),
      minify: false as const,
      rolldownOptions: { input: join(root, 'main.js') },
    },
  }
  const all = { html: false, openCaptioner: fakeCaptioner().open, ...options }
  return Object.values(await buildSite(root, { options: all, plugins: [...plugins], config })).join('\n')
}

/** The alts of its images; one that got none has none here. */
function altsIn(code: string): (string | undefined)[] {
  return [...code.matchAll(/\balt: "([^"]*)"/g)].map(([, alt]) => alt)
}

describe.each(Object.entries(compilers))('a component of %s', (name, compiler) => {
  test.each([
    [{}, ['', 'Bell icon', '']],
    [{ emptyMarkdownAlt: 'missing' }, ['Map icon', 'Bell icon', '']],
    [{ language: 'fr' }, ['', '']],
  ] as const)('has with %j the alts %j', async (options, expected) => {
    expect(altsIn(await built(name, compiler(), options))).toEqual(expected)
  })
})

test('Markdown that MDX compiles has them too', async () => {
  // Which leaves HTML out.
  const code = await built('page.md', [mdx(), react()], { emptyMarkdownAlt: 'missing' })
  expect(altsIn(code)).toEqual(['Map icon', ''])
})

test('Markdown that a plugin has loaded as something else is left to it', async () => {
  const loader: PluginOption = {
    name: 'markdown as text',
    enforce: 'pre',
    load: (id) =>
      id.endsWith('.md') ? { code: `export default ${JSON.stringify(text)}`, moduleType: 'js' } : null,
  }
  const code = await built('page.md', [loader, mdx({ mdExtensions: [] }), react()], {
    emptyMarkdownAlt: 'missing',
  })
  expect(code).toContain('![](./art/map.svg)')
  expect(code).not.toContain('Bell icon')
})
