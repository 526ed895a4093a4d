import { type CrawlOptions, crawl } from 'altwright'
import { expect, onTestFinished, test } from 'vitest'
import { differences, makeSite, serveRoutes } from '../../../../bench/crawl/made-site.mjs'
import { folder } from '../folder.ts'

const captioner = {
  id: 'fake@1',
  async caption(images: readonly Uint8Array[]) {
    return images.map(() => ({ status: 'captioned', text: 'a red wooden toy', confidence: 0.9 }) as const)
  },
  async dispose() {},
}

const found = async (crawlSettings: CrawlOptions['crawl'], withBuilt: boolean) => {
  const { routes, truth } = await makeSite({ pages: 26, images: 10, built: 10 })
  const server = await serveRoutes(routes)
  onTestFinished(() => server.close())
  const report = await crawl({
    start: `${server.origin}/`,
    root: folder(),
    locked: false,
    openCaptioner: async () => captioner,
    crawl: crawlSettings,
  })
  return { wrong: differences(report, truth, { withBuilt }), asked: server.asked, report }
}

test('everything planted is found and nothing invented, in the browser', async () => {
  expect((await found({ mode: 'browser' }, true)).wrong).toEqual([])
})

test('nor without one, but for what scripts build', async () => {
  expect((await found({ mode: 'static' }, false)).wrong).toEqual([])
})

test('nor where pages are opened in the browser only if they need it', async () => {
  const { wrong, asked } = await found({ mode: 'auto' }, true)
  expect(wrong).toEqual([])
  // Built pages are asked for twice, others once.
  expect([asked.get('/page-9.html'), asked.get('/page-8.html'), asked.get('/closed')]).toEqual([
    2,
    1,
    undefined,
  ])
})

test('a site without scripts needs no browser', async () => {
  const { routes, truth } = await makeSite({ pages: 12, images: 10, built: 0 })
  const server = await serveRoutes(routes)
  onTestFinished(() => server.close())
  const report = await crawl({
    start: `${server.origin}/`,
    root: folder(),
    locked: false,
    browser: '/nowhere/chromium',
    openCaptioner: async () => captioner,
  })
  expect(differences(report, truth, { withBuilt: true })).toEqual([])
})
