import { describeHtml, type Finding, fileLoader, openRun, type Run } from '@altwright/core'
import {
  type ComponentImages,
  imagesFromJsx,
  imagesFromSvelte,
  imagesFromVue,
  type ProgramNode,
  type VueNode,
} from '@altwright/core/components'
import { resolveOptions } from '@altwright/core/config'
import { describeMarkdown } from '@altwright/core/markdown'
import { parse as parseSvelte } from 'svelte/compiler'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { parse as parseVue } from 'vue/compiler-sfc'
import { fakeCaptioner, folder } from '../flow/fake.ts'

const picture = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const root = await folder({
  'public/map.svg': 'caption:map',
  'public/bell.svg': 'caption:bell',
  'public/p.svg': picture,
})

async function found(describePage: (run: Run) => Promise<{ readonly findings: readonly Finding[] }>) {
  const settings = resolveOptions({}, 'options', { root, ci: false })
  const run = await openRun({ command: 'fix', settings, openCaptioner: async () => fakeCaptioner() })
  const { findings } = await describePage(run)
  return findings.map(({ kind, source, rule, outcome, after, proposal }) =>
    [kind, source, rule, outcome, after ?? '–', proposal ?? '–'].join(' | '),
  )
}

const load = (document: string) => fileLoader({ root, publicDirs: [`${root}/public`], document })
const component = ({ images }: ComponentImages) =>
  found(async (run) => ({ findings: await run.describe('page', images, load('page')) }))
const markdown = (source: string, mdx: boolean) =>
  found((run) =>
    describeMarkdown(run, {
      document: 'page',
      source,
      load: load('page'),
      mdx,
      emptyMarkdownAlt: 'decorative',
    }),
  )

const languages: Readonly<Record<string, (markup: string) => Promise<string[]>>> = {
  JSX: (markup) => {
    const source = `export const C = () => (<>${markup}</>)`
    return component(imagesFromJsx(source, parseAst(source, { lang: 'jsx' }) as unknown as ProgramNode))
  },
  Vue: (markup) => {
    const source = `<template>${markup}</template>`
    const { template } = parseVue(source, { sourceMap: false }).descriptor
    return component(imagesFromVue(source, template?.ast as unknown as VueNode, []))
  },
  Svelte: (markup) =>
    component(imagesFromSvelte(markup, parseSvelte(markup, { modern: true }) as unknown as ProgramNode)),
  MDX: (markup) => markdown(`${markup}\n`, true),
  Markdown: (markup) => markdown(`${markup}\n`, false),
}

/** Markup that means the same in all of them. */
const pieces = [
  '<p><img src="/map.svg" /></p>',
  '<p><img src="/map.svg" alt="" /><img src="/map.svg" alt="A map" /><img src="/map.svg" alt="map.svg" /></p>',
  '<p><img src="/nowhere.svg" /><img /><img src="" /></p>',
  '<p><a href="/"><img src="/bell.svg" /></a></p>',
  '<p><a href="/cart"><img src="/bell.svg" /> Cart</a></p>',
  '<p><a href="/cart" aria-label="Cart"><img src="/bell.svg" /></a></p>',
  '<p><button type="button"><img src="/bell.svg" /></button></p>',
  '<p><button type="button"><svg viewBox="0 0 4 4"><path d="M0 0h4" /></svg></button></p>',
  '<p><a href="/"><svg viewBox="0 0 4 4"><title>Home</title><path d="M0 0h4" /></svg></a></p>',
  '<p><svg role="img" viewBox="0 0 4 4"><path d="M0 0h4" /></svg></p>',
  '<p><svg role="img" aria-label="Fern" viewBox="0 0 4 4"><path d="M0 0h4" /></svg></p>',
  '<p><svg viewBox="0 0 4 4"><image href="/map.svg" /></svg></p>',
  '<p><svg aria-hidden="true" viewBox="0 0 4 4"><path d="M0 0h4" /></svg></p>',
  '<figure><img src="/map.svg" /><figcaption>The way to the mill</figcaption></figure>',
  '<picture><source srcset="/bell.svg" type="image/svg+xml" /><img src="/map.svg" /></picture>',
  '<p><img srcset="/map.svg 1x, /bell.svg 2x" /></p>',
  '<form><input type="image" src="/bell.svg" /><input type="image" src="/bell.svg" alt="Send" /></form>',
  '<div><img src="/map.svg" usemap="#m" /><map name="m"><area href="/a" /><area href="/b" alt="B" /></map></div>',
  '<p><iframe src="/map.svg"></iframe><iframe src="/map.svg" title="A map"></iframe></p>',
  '<p><iframe src="/page.html"></iframe></p>',
  '<p><object data="/map.svg" type="image/svg+xml"></object></p>',
  '<p><object data="/map.svg" type="image/svg+xml">A map</object></p>',
  '<p><embed src="/map.svg" type="image/svg+xml" /></p>',
  '<p><video poster="/map.svg" src="/a.mp4"></video><video src="/a.mp4"></video></p>',
  '<p><video poster="/map.svg" src="/a.mp4" aria-label="The walk"></video></p>',
  '<p><canvas width="40" height="40"></canvas><canvas role="img" aria-label="Chart"></canvas></p>',
  '<div><div role="img"></div><div role="img" aria-label="Fern"></div></div>',
  '<p><img src="/map.svg" role="presentation" /><img src="/map.svg" aria-hidden="true" /></p>',
  '<p><img src="/map.svg" title="A map" /><img src="/map.svg" aria-label="A map" /></p>',
  '<div hidden><img src="/map.svg" /></div>',
  '<p><img src="/map.svg" width="1" height="1" /></p>',
  '<h2><img src="/map.svg" /></h2>',
  '<ul><li><a href="/a"><img src="/bell.svg" /></a></li><li><a href="/a"><img src="/bell.svg" /></a></li></ul>',
  '<p lang="fr"><img src="/map.svg" /></p>',
  '<p><img src="/map.svg" data-alt-ignore="by the server" /></p>',
  '<p><a href="/x"><i class="fa fa-bell"></i></a></p>',
  '<div><p>The bell rings at nine.</p><img src="/bell.svg" /><p>Then we walk.</p></div>',
  '<details><summary><img src="/map.svg" /></summary>The way</details>',
  '<label><img src="/map.svg" /><input type="checkbox" /></label>',
  '<p><img src="data:image/svg+xml,caption:map" /></p>',
]

describe.each(Object.entries(languages))('%s finds what HTML does', (_, read) => {
  test.each(pieces)('%s', async (markup) => {
    const html = await found((run) =>
      describeHtml(run, { document: 'page', source: markup, load: load('page') }),
    )
    expect(await read(markup)).toEqual(html)
  })
})
