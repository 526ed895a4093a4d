import { readFileSync } from 'node:fs'
import { imagesFromHtml } from '@altwright/core'
import { describe, expect, test } from 'vitest'

/** Why each image of a page is not met; `seen` where it is. */
function reasons(html: string): string[] {
  return imagesFromHtml(html).map(({ hidden }) => hidden?.reason ?? 'seen')
}

const img = '<img src=a.png>'

/** A host with a declarative shadow tree, and what it holds itself. */
function shadow(tree: string, light = ''): string {
  return `<x-a><template shadowrootmode=open>${tree}</template>${light}</x-a>`
}

const rows: readonly (readonly [html: string, expected: readonly string[]])[] = [
  [`<p hidden>${img}</p>`, ['hidden']],
  [`<p hidden style="display:block">${img}</p>`, ['seen']],
  [`<p inert>${img}</p>`, ['inert']],
  [`<p aria-hidden=true>${img}</p>`, ['aria-hidden']],
  [`<p aria-hidden=false>${img}</p>`, ['seen']],
  [`<p style="DISPLAY : none !important; display: block">${img}</p>`, ['style']],
  [`<p style="display:none; display:block">${img}</p>`, ['seen']],
  [`<p style="content-visibility:hidden">${img}</p>`, ['style']],
  [`<p style="visibility:hidden">${img}<img src=b.png style="visibility:visible"></p>`, ['style', 'seen']],
  [`<p style="position:absolute;left:-9999px;opacity:0">${img}</p>`, ['seen']],
  [`<dialog>${img}</dialog><dialog open>${img}</dialog>`, ['closed-dialog', 'seen']],
  [`<div popover>${img}</div>`, ['closed-popover']],
  [`<details><summary>More</summary>${img}</details>`, ['seen']],
  [`<template>${img}</template>`, ['template']],
  [`<p style="display:none; display:nothing">${img}</p>`, ['style']],
  [`<p style="display:/* not */none">${img}</p>`, ['style']],
  [`<p style="color:red;/*;display:none*/">${img}</p>`, ['seen']],
  [`<p style="background:url('a;display:none')">${img}</p>`, ['seen']],
  [`<p style="visibility:hidden"><img src=a.png style="visibility:initial"></p>`, ['seen']],
  [`<img src=a.png style="display:contents"><p style="display:contents">${img}</p>`, ['style', 'seen']],
  [`<img src=a.png style="content-visibility:hidden">`, ['seen']],
  [
    `<svg><symbol><g role=img></g></symbol><clipPath><g role=img></g></clipPath></svg>`,
    ['seen', 'style', 'style'],
  ],
  // What stands in for something that browsers show.
  [`<object data=a.svg>${img}</object><object data=a.html>${img}</object>`, ['seen', 'not-rendered', 'seen']],
  [`<video src=a.mp4>${img}</video><canvas>${img}</canvas>`, ['not-rendered', 'seen', 'seen']],
  // Shadow trees.
  [`<x-a><template shadowrootmode=open><slot></slot></template>${img}</x-a>`, ['seen']],
  [`<x-a><template shadowrootmode=open><p hidden><slot></slot></p></template>${img}</x-a>`, ['hidden']],
  [`<x-a><template shadowrootmode=open><p>no slot</p></template>${img}</x-a>`, []],
  [
    `<x-a><template shadowrootmode=open><style>p{display:none}</style></template></x-a><p>${img}</p>`,
    ['seen'],
  ],
  // Each sheet holds in its own tree, and what is slotted belongs to the tree around.
  [shadow(`<style>p{display:none}</style><p>${img}</p><b>${img}</b>`), ['style', 'seen']],
  [`<style>p{display:none}</style><p>${img}</p>${shadow(`<p>${img}</p>`)}`, ['style', 'seen']],
  [shadow('<style>img{display:none}</style><slot></slot>', img), ['seen']],
  [shadow('<style>p{visibility:hidden}</style><p><slot></slot></p>', img), ['style']],
  [`<style>x-a > img{display:none}</style>${shadow('<p><slot></slot></p>', img)}`, ['style']],
  [`<style>p img{display:none}</style>${shadow('<p><slot></slot></p>', img)}`, ['seen']],
  [shadow(`<style>x-a p{display:none}</style><p>${img}</p>`), ['seen']],
  [
    shadow(`<div><style>p{display:none}</style></div><p>${img}</p>${shadow(`<p>${img}</p>`)}`),
    ['style', 'seen'],
  ],
  [
    `${shadow(`<style>.x{display:none}</style><p class=x>${img}</p>`)}${shadow(`<style>.x{display:none}</style><p class=x>${img}</p>`)}`,
    ['style', 'style'],
  ],
  [shadow(`<style>p:first-of-type{display:none}</style><p>${img}</p><p>${img}</p>`), ['style', 'seen']],
  // Style sheets.
  [`<style>.x{display:none}</style><p class=x>${img}</p>`, ['style']],
  [`<p class=x>${img}</p><style>p.x{visibility:hidden}</style>`, ['style']],
  [`<style>.x{display:none} p.x{display:block}</style><p class=x>${img}</p>`, ['seen']],
  [`<style>p.x{display:block} .x{display:none}</style><p class=x>${img}</p>`, ['seen']],
  [`<style>.x{display:none} .x{display:block}</style><p class=x>${img}</p>`, ['seen']],
  [`<style>.x{display:none!important} #i{display:block}</style><p class=x id=i>${img}</p>`, ['style']],
  [`<style>.x{display:none}</style><p class=x style="display:block">${img}</p>`, ['seen']],
  [`<style>.x{display:none!important}</style><p class=x style="display:block">${img}</p>`, ['style']],
  [`<style>nav > .x:not(.y) ~ p{display:none}</style><nav><b class=x></b><p>${img}</p></nav>`, ['style']],
  [`<style>:where(#i) p{display:none} p{display:block}</style><div id=i><p>${img}</p></div>`, ['seen']],
  [`<style>p:first-child{display:none}</style><div><p>${img}</p><p>${img}</p></div>`, ['style', 'seen']],
  [`<style>@media print{p{display:none}}</style><p>${img}</p>`, ['seen']],
  [`<style media=print>p{display:none}</style><p>${img}</p>`, ['seen']],
  [`<style>@media screen, print{p{display:none}}</style><p>${img}</p>`, ['style']],
  [`<style>@media (width < 400px){p{display:none}}</style><p>${img}</p>`, ['seen']],
  [`<style>p{display:none}@media (width > 400px){p{display:block}}</style><p>${img}</p>`, ['seen']],
  [`<style>p:hover b{display:block} b{display:none}</style><p><b>${img}</b></p>`, ['style']],
  [`<style>dialog{display:block}</style><dialog>${img}</dialog>`, ['seen']],
  [`<style>p{{display:none</style><p>${img}</p>`, ['seen']],
  [`<style>p:unheard-of{display:none} p::first-line{display:none}</style><p>${img}</p>`, ['seen']],
  [`<noscript><style>p{display:none}</style></noscript><p>${img}</p>`, ['seen']],
  [`<style type=text/less>p{display:none}</style><p>${img}</p>`, ['seen']],
  [`<style>p{display:none;display:nothing}</style><p>${img}</p>`, ['style']],
  [`<style>@media not print{p{display:none}}</style><p>${img}</p>`, ['style']],
  // Nested rules.
  [`<style>.x{&.y{display:none}}</style><p class="x y">${img}</p><p class=x>${img}</p>`, ['style', 'seen']],
  [
    `<style>.x{color:red;b{display:none}}</style><p class=x><b>${img}</b></p><b>${img}</b>`,
    ['style', 'seen'],
  ],
  [
    `<style>.x{.y &{display:none}}</style><i class=y><p class=x>${img}</p></i><p class=x>${img}</p>`,
    ['style', 'seen'],
  ],
  [
    `<style>.x{display:none}.y{@media (width > 9em){display:block}}</style><p class="x y">${img}</p>`,
    ['seen'],
  ],
  // Layers.
  [`<style>@layer a{p.x{display:none}}.x{display:block}</style><p class=x>${img}</p>`, ['seen']],
  [
    `<style>@layer a,b;@layer b{p{display:none}}@layer a{p.x{display:block}}</style><p class=x>${img}</p>`,
    ['style'],
  ],
  [`<style>@layer a{p{display:none!important}}p{display:block!important}</style><p>${img}</p>`, ['style']],
  [`<style>@layer a{@layer b{p.x{display:none}}p{display:block}}</style><p class=x>${img}</p>`, ['seen']],
  // Only in one of two copies of a class.
  [`<style>.a.b{display:none}</style><i class=a>${img}</i><i class="b a">${img}</i>`, ['seen', 'style']],
]

describe('visibility from the source', () => {
  for (const [html, expected] of rows) test(html, () => expect(reasons(html)).toEqual(expected))
})

/** What a browser shows of them is in the crawler's `agreement.test.ts`. */
const conditions = readFileSync(new URL('../fixtures/conditions.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string])

describe('only what no window shows is hidden', () => {
  test.each(conditions)('%s: %s', (is, html) => {
    expect(reasons(html)).toEqual([is === 'hidden' ? 'style' : 'seen'])
  })
})

test('a page with a large sheet and many elements is read in reasonable time', () => {
  const sheet = Array.from({ length: 4000 }, (_, i) => `.c${i}:nth-child(2n) ~ p{display:none}`).join('')
  const body = Array.from({ length: 4000 }, (_, i) => `<p class="c${i}">x</p>`).join('')
  expect(reasons(`<style>${sheet} *{visibility:visible}</style>${body}${img}`)).toEqual(['seen'])
})

test('a style with very many addresses that do not end is read in one go', () => {
  const style = `background: ${'url( '.repeat(400_000)}`
  expect(reasons(`<div role=img aria-label=x style="${style}"></div>`)).toEqual(['seen'])
})
