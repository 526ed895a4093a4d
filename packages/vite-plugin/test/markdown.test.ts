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
  md: () => [vue({ include: [/\.vue$/, /\.md$/] }), markdown({})],
  mdx: () => [mdx(), react()],
}

/** The alts of a page’s images, as they are built; an image that got none has none here. */
async function alts(kind: string, options: PluginOptions): Promise<(string | undefined)[]> {
  const page = `src/page.${kind}`
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
  const plugins = compilers[kind]?.() ?? []
  const built = Object.values(await buildSite(root, { options: all, plugins, config })).join('\n')
  return [...built.matchAll(/\balt: "([^"]*)"/g)].map(([, alt]) => alt)
}

describe.each(Object.keys(compilers))('a component of .%s', (kind) => {
  test.each([
    [{}, ['', 'Bell icon', '']],
    [{ emptyMarkdownAlt: 'missing' }, ['Map icon', 'Bell icon', '']],
    [{ language: 'fr' }, ['', '']],
  ] as const)('has with %j the alts %j', async (options, expected) => {
    expect(await alts(kind, options)).toEqual(expected)
  })
})
