import { type ImageFacts, judge } from '@altwright/core'
import { readOpenPage } from 'altwright'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../../../../scripts/browser.mjs'
import { picture, serve } from '../site.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

async function open(html: string, more: Readonly<Record<string, string>> = {}): Promise<Page> {
  const site = await serve({ '/': html, '/fern.svg': picture('a fern'), ...more })
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(`${site.origin}/`)
  return page
}

/** Name or fate of each image of a page. */
async function seen(page: Page): Promise<string[]> {
  const { images } = await readOpenPage(page)
  return images.map(shown)
}

function shown(facts: ImageFacts): string {
  if (facts.hidden !== undefined) return facts.hidden.reason
  return facts.name.value === '' ? judge(facts).rule : `${facts.name.value} (${facts.name.from})`
}

const img = '<img src="fern.svg" alt="Fern">'

test('names are the browser’s own', async () => {
  const page = await open(`
    <img src="fern.svg"><img src="fern.svg" title="Fern">
    <b id="x" style="display:none">A fern</b><img src="fern.svg" aria-labelledby="x">
    <label>Buy <input type="image" src="fern.svg"></label><input type="image" src="fern.svg">
    <svg role="img" width="9" height="9"><title>Leaf</title></svg>
    <style>.home::before { content: "Home" }</style><a href="/" class="home"><img src="fern.svg" alt=""></a>
    <a href="/"><img src="fern.svg" alt=""></a>`)
  expect(await seen(page)).toEqual([
    'image-alt',
    'Fern (title)',
    'A fern (aria-labelledby)',
    'Buy (label)',
    'image-input',
    'Leaf (svg-title)',
    'author-decorative',
    'functional-decorative',
  ])
})

test('what is hidden is what the browser does not show, whichever sheet says so', async () => {
  const sheet = '.gone { display: none } .dim { visibility: hidden } .lit { visibility: visible }'
  const page = await open(
    `<link rel="stylesheet" href="page.css">
    <p class="gone">${img}</p><p class="dim">${img}<i class="lit">${img}</i></p><p hidden style="display:block">${img}</p>
    <dialog id="d">${img}</dialog><script>document.getElementById('d').showModal()</script>`,
    { '/page.css': sheet },
  )
  expect(await seen(page)).toEqual(['not-rendered', 'not-rendered', 'Fern (alt)', 'Fern (alt)', 'Fern (alt)'])
})

test('text that a sheet hides names no link, and an icon from a sheet is found', async () => {
  const page =
    await open(`<style>.label { display: none } .icon { width: 9px; height: 9px; display: block }</style>
    <a href="/cart"><img src="fern.svg"><span class="label">Cart</span></a>
    <button><span class="icon"></span></button><button class="gone" hidden></button>`)
  const { images } = await readOpenPage(page)
  expect(images.map((facts) => `${facts.tag} ${judge(facts).rule}`)).toEqual([
    'img functional-image',
    'button nameless-control',
  ])
})

test('elements in shadow trees and templates do not shift the names', async () => {
  const page =
    await open(`<div><template shadowrootmode="open"><img src="fern.svg" alt="Inside"></template></div>
    <template><img src="fern.svg" alt="Never"></template><details><summary>More</summary>${img}</details>
    <img src="fern.svg" aria-label="After">`)
  expect(await seen(page)).toEqual(['Inside (alt)', 'template', 'Fern (alt)', 'After (aria-label)'])
})

test('a page cannot speak for the browser, and is left as it was', async () => {
  const lie = JSON.stringify({ name: 'A lie', from: 'alt', src: '/lie.png' }).replaceAll('"', '&quot;')
  const page = await open(
    `<img src="fern.svg" data-altwright-rendered="${lie}"><p data-altwright-shown="none">${img}</p>
    <form><input name="parentNode"><input name="tagName">${img}</form><img name="documentElement" src="fern.svg" alt="x">`,
  )
  const before = await page.content()
  expect(await seen(page)).toEqual(['image-alt', 'Fern (alt)', 'Fern (alt)', 'x (alt)'])
  expect(await page.content()).toBe(before)
})

test('a page that changes while it is read is read all the same', async () => {
  const page = await open(`<div id="box"></div>${img}<script>
    setInterval(() => { box.innerHTML = '<i></i>'.repeat(Math.random() * 50) }, 0)</script>`)
  for (let i = 0; i < 10; i++) expect(await seen(page)).toEqual(['Fern (alt)'])
})

test('a page of very many elements is read without asking the browser for each', async () => {
  const page = await open(
    `${'<i></i>'.repeat(25_000)}<b id="x">A fern</b><img src="fern.svg" aria-labelledby="x">`,
  )
  expect(await seen(page)).toEqual(['A fern (aria-labelledby)'])
})

test('a placeholder that scripts never replaced is not taken for the picture', async () => {
  const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
  const page = await open(
    `<img src="${gif}" data-src="/coast.jpg"><img src="/blank.svg" data-src="/coast.jpg">`,
    {
      '/blank.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    },
  )
  const { images } = await readOpenPage(page)
  expect(images.map((facts) => `${judge(facts).rule} ${facts.source.url}`)).toEqual([
    'image-alt /coast.jpg',
    'image-alt /coast.jpg',
  ])
})

test('what stands in for a canvas is told, and named by what is in it', async () => {
  const page = await open(
    `<canvas><img src="fern.svg"><a href="/x"><img src="fern.svg"> Ferns</a><p style="display:none">${img}</p></canvas>`,
  )
  const { images } = await readOpenPage(page)
  expect(images.filter(({ kind }) => kind === 'img').map((facts) => judge(facts).rule)).toEqual([
    'image-alt',
    'beside-text',
    'not-exposed',
  ])
})

test('a picture in something that is folded is no tracking pixel', async () => {
  const page = await open(
    `<div style="width:0;overflow:hidden"><img src="fern.svg" style="width:100%"></div>
    <style>.told { position: absolute; width: 1px; height: 1px }</style>
    <img src="pixel.svg"><img src="fern.svg" class="told">`,
    { '/pixel.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' },
  )
  expect(await seen(page)).toEqual(['image-alt', 'tracking', 'image-alt'])
})
