import { imagesFromHtml } from '@altwright/core'
import { describe, expect, test } from 'vitest'

/** Why each image of a page is not met; `seen` where it is. */
function reasons(html: string): string[] {
  return imagesFromHtml(html).map(({ hidden }) => hidden?.reason ?? 'seen')
}

const img = '<img src=a.png>'

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
  // Only in one of two copies of a class.
  [`<style>.a.b{display:none}</style><i class=a>${img}</i><i class="b a">${img}</i>`, ['seen', 'style']],
]

describe('visibility from the source', () => {
  for (const [html, expected] of rows) test(html, () => expect(reasons(html)).toEqual(expected))
})

test('a page with a large sheet and many elements is read in reasonable time', () => {
  const sheet = Array.from({ length: 4000 }, (_, i) => `.c${i}:nth-child(2n) ~ p{display:none}`).join('')
  const body = Array.from({ length: 4000 }, (_, i) => `<p class="c${i}">x</p>`).join('')
  expect(reasons(`<style>${sheet} *{visibility:visible}</style>${body}${img}`)).toEqual(['seen'])
})
