import type { Plugin } from 'vite'
import { expect, test } from 'vitest'
import { pageGate } from '../dist/page-gate.js'
import { buildSite, fakeCaptioner, site } from './site.ts'

const count = 40
const names = Array.from({ length: count }, (_, index) => `${index}.html`)

/** Pages of so many characters, which show one picture. */
function pagesOf(size: number): string {
  const text = '<p>The old mill stands by the brook.</p>\n'
  const page = (name: string) =>
    `<html lang="en"><body><h1>${name}</h1><img src="bell.svg">\n${text.repeat(size / text.length)}`
  return site({ ...Object.fromEntries(names.map((name) => [name, page(name)])), 'bell.svg': 'caption:bell' })
}

async function build(root: string, thread: boolean, plugins: Plugin[]) {
  const output = await buildSite(root, { options: { openCaptioner: fakeCaptioner().open, thread }, plugins })
  const pages = Object.values(output).filter((text) => text.includes('<h1>'))
  expect(pages.filter((text) => text.includes('alt="Bell"'))).toHaveLength(count)
}

/** Counts the pages that a build works on at once: those that were answered, and are not through. */
function counter(): { readonly plugin: Plugin; readonly most: () => number } {
  const inside = new Set<string>()
  let most = 0
  const plugin: Plugin = {
    name: 'counts',
    // Its last hook comes before that of the plugin.
    enforce: 'pre',
    transformIndexHtml: {
      order: 'pre',
      handler(html, { filename }) {
        inside.add(filename)
        most = Math.max(most, inside.size)
        return html
      },
    },
    transform: {
      order: 'post',
      handler(_, id) {
        inside.delete(id)
      },
    },
  }
  return { plugin, most: () => most }
}

test.each([true, false])('big pages go through a build a few at a time (thread: %s)', async (thread) => {
  const { plugin, most } = counter()
  await build(pagesOf(60_000), thread, [plugin])
  expect(most()).toBeLessThan(count / 4)
})

test.each([true, false])('a page may wait for the last one (thread: %s)', async (thread) => {
  const root = pagesOf(60_000)
  let left = count
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  await build(root, thread, [
    {
      name: 'waits',
      transformIndexHtml: {
        order: 'pre',
        async handler(html) {
          left -= 1
          if (left === 0) open()
          await opened
          return html
        },
      },
    },
  ])
  expect(left).toBe(0)
})

test('a build that follows one which failed goes on', async () => {
  const root = pagesOf(60_000)
  const broken: Plugin = {
    name: 'breaks',
    transformIndexHtml: {
      order: 'pre',
      handler(_, { filename }) {
        if (filename.endsWith('/7.html')) throw new Error('Not this page')
      },
    },
  }
  await expect(build(root, false, [broken])).rejects.toThrow('Not this page')
  await build(root, false, [])
})

test('pages that never come back, because a host asks for them itself, do not wait each', async () => {
  const gate = pageGate()
  let waited = 0
  for (const name of names) {
    let hasGone = false
    const going = gate.enter(name, 60_000).then(() => {
      hasGone = true
    })
    await new Promise(process.nextTick)
    if (!hasGone) waited += 1
    await going
  }
  expect(waited).toBeLessThan(count / 4)
})
