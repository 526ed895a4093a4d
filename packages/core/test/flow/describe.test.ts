import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describeHtml, fileLoader, openRun } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { imageFiles } from '@altwright/core/page'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { describePage, fakeCaptioner, folder } from './fake.ts'

const lens = 'caption:magnifying glass icon'

describe('the flow', () => {
  test('fills, marks and remembers; a second run captions nothing', async () => {
    const root = await folder({ 'lens.svg': lens, 'copy/lens-2.svg': lens })
    const page = '<p><img src="lens.svg"> and <img src="/copy/lens-2.svg">\n<img src=lens.svg alt="">'
    const first = fakeCaptioner()
    const { source, findings } = await describePage(root, page, first)
    const alt = ' alt="Magnifying glass icon" data-alt-source="generated"'
    expect(source).toBe(
      `<p><img${alt} src="lens.svg"> and <img${alt} src="/copy/lens-2.svg">\n<img src=lens.svg alt="">`,
    )
    expect(first.seen).toEqual([lens])
    expect(first.disposed).toBe(1)
    expect(findings.map((finding) => [finding.outcome, finding.rule, finding.author])).toEqual([
      ['filled', 'captioned', 'generated'],
      ['filled', 'captioned', 'generated'],
      ['kept', 'author-decorative', undefined],
    ])
    const lockfile = readFileSync(join(root, 'altwright.lock.json'), 'utf8')
    expect(lockfile).toMatchInlineSnapshot(`
      "{
        "version": 2,
        "images": {
          "sha256-02102d55d630403143b2f5803ce4da00fa2f0d7258d3de7c7d565decf3ccf226": {
            "caption": "magnifying glass icon",
            "confidence": 0.988,
            "engine": "graphics@0/fake",
            "source": "lens.svg",
            "state": "generated"
          }
        }
      }
      "
    `)
    const second = fakeCaptioner()
    expect((await describePage(root, page, second)).source).toBe(source)
    expect(second.seen).toEqual([])
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe(lockfile)
  })

  test('what a person has to name gets no draft of words that the model does not stand behind, nor of a screenshot', async () => {
    const root = await folder({
      'logo-a.svg': 'unsure',
      'logo-b.svg': lens,
      'screenshot-home.png': 'caption:calendar icon',
    })
    const captioner = fakeCaptioner()
    const page = '<p><img src=logo-a.svg><p><img src=logo-b.svg><p><img src=screenshot-home.png>'
    const { findings } = await describePage(root, page, captioner)
    expect(findings.map(({ rule, proposal }) => [rule, proposal])).toEqual([
      ['logo', undefined],
      ['logo', 'Magnifying glass icon'],
      ['complex-image', undefined],
    ])
    expect(captioner.seen).toEqual(['unsure', lens])
  })

  test('keeps of each page what it found, and not the page', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const root = await folder({})
    const settings = resolveOptions({}, 'options', { root, ci: false })
    const run = await openRun({ command: 'audit', settings })
    const files = imageFiles({ root, publicDirs: settings.publicDirs })
    const visit = (page: number) => {
      const document = `${page}.html`
      const source = `<p title="${String(page).repeat(30_000)}"><img src="/picture-of-the-day-${page}.png"><img src="plums-of-the-day-${page}.png" alt="A jar of plums, and ${page} more">`
      return describeHtml(run, { document, source, load: files.loaderFor(document) })
    }
    const megabytes = (): number => process.memoryUsage().heapUsed / 1e6
    await visit(0)
    collect()
    const before = megabytes()
    for (let page = 100; page < 300; page++) await visit(page)
    collect()
    expect(megabytes() - before).toBeLessThan(3)
    expect(run.report().findings).toHaveLength(402)
    await run.dispose()
  })

  test('pages at work at once are read each by itself', async () => {
    const root = await folder({})
    const settings = resolveOptions({ locked: true }, 'the test', { root, ci: false })
    const pages = Array.from({ length: 9 }, (_, page) => {
      const images = Array.from(
        { length: page },
        (_, image) => `<p>text <img src="${page}-${image}.png"></p>`,
      )
      // Every other one waits for what reads its style sheet.
      return `${page % 2 === 0 ? '<style>.x { display: none }</style>' : ''}<p>x</p>${images.join('')}`
    })
    const run = await openRun({ command: 'audit', settings })
    const found = await Promise.all(
      pages.map((source, page) => {
        const document = `${page}.html`
        return describeHtml(run, { document, source, load: fileLoader({ ...settings, document }) })
      }),
    )
    const addresses = found.map(({ findings }) => findings.map((finding) => finding.source))
    expect(addresses).toEqual(
      pages.map((_, page) => Array.from({ length: page }, (_, image) => `${page}-${image}.png`)),
    )
  })

  test('says where an alt and its picture disagree, and leaves names and links alone', async () => {
    const root = await folder({
      'harbour.jpg': 'boats',
      'gone.jpg': 'a plate of pasta',
      'drawing.svg': '<svg/>',
    })
    const source = [
      '<p><img src=harbour.jpg alt="Boats in a harbour"></p>',
      '<p><img src=gone.jpg alt="Boats in a harbour"></p>',
      '<img src=gone.jpg alt="Ada Lovelace">',
      '<a href=/x><img src=gone.jpg alt="All our boats today"></a>',
      '<img src=missing.jpg alt="Boats in a harbour">',
      '<p><img src=drawing.svg alt="Boats in a harbour"></p>',
    ].join('')
    const settings = resolveOptions({ matcher: 'some/itm' }, 'options', { root, ci: false })
    let disposed = 0
    const openMatcher = async () => ({
      match: async (image: Uint8Array, texts: readonly string[]) =>
        texts.map((text) => ({
          status: 'matched' as const,
          probability: text.toLowerCase().startsWith(Buffer.from(image).toString()) ? 0.9 : 0.02,
        })),
      dispose: async () => {
        disposed += 1
      },
    })
    const look = async (locked: boolean) => {
      const run = await openRun({ command: 'audit', settings: { ...settings, locked }, openMatcher })
      const load = fileLoader({ root, publicDirs: settings.publicDirs, document: 'index.html' })
      const { findings } = await describeHtml(run, { document: 'index.html', source, load })
      await run.dispose()
      return findings.map(({ rule }) => rule)
    }
    expect(await look(false)).toEqual(['named', 'alt-mismatch', 'named', 'named', 'named', 'named'])
    expect(disposed).toBe(1)
    // A locked run opens no model.
    expect(await look(true)).toEqual(['named', 'named', 'named', 'named', 'named', 'named'])
    expect(disposed).toBe(1)
  })

  test('writes what a person decided, and never replaces it', async () => {
    const root = await folder({
      'a.svg': 'caption:a',
      'b.svg': 'caption:b',
      'c.svg': 'caption:c',
      'd.svg': 'caption:d',
    })
    const page = '<img src=a.svg><img src=b.svg><img src=c.svg><img src=d.svg>'
    await describePage(root, page, fakeCaptioner())
    const path = join(root, 'altwright.lock.json')
    const data = JSON.parse(readFileSync(path, 'utf8'))
    for (const entry of Object.values<Record<string, string>>(data.images)) {
      if (entry['caption'] === 'a') Object.assign(entry, { state: 'edited', alt: 'An “A” & more' })
      if (entry['caption'] === 'b') entry['state'] = 'decorative'
      if (entry['caption'] === 'c') entry['state'] = 'rejected'
      if (entry['caption'] === 'd') entry['state'] = 'approved'
    }
    writeFileSync(path, JSON.stringify(data))
    const { source, findings } = await describePage(root, page, fakeCaptioner('graphics@1/newer'))
    expect(source).toBe(
      '<img alt="An “A” &amp; more" src=a.svg><img alt="" src=b.svg><img src=c.svg><img alt="D" src=d.svg>',
    )
    expect(findings.map((finding) => `${finding.rule} ${finding.author}`)).toEqual([
      'recalled reviewed',
      'recalled reviewed',
      'rejected undefined',
      'recalled reviewed',
    ])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(data)
  })

  test('a locked run opens no engine and says what is new', async () => {
    const root = await folder({ 'lens.svg': lens })
    const captioner = fakeCaptioner()
    const { source, findings } = await describePage(root, '<img src=lens.svg>', captioner, { locked: true })
    expect(source).toBe('<img src=lens.svg>')
    expect(findings[0]).toMatchObject({ outcome: 'review', rule: 'not-captioned', severity: 'error' })
    expect(captioner.seen).toEqual([])
    expect(existsSync(join(root, 'altwright.lock.json'))).toBe(false)
  })

  test('leaves what the engine does not know, remembers that, and asks another engine', async () => {
    const root = await folder({ 'a.jpg': 'photo', 'b.svg': 'unsure' })
    const page = '<img src=a.jpg><img src=b.svg>'
    const { source, findings } = await describePage(root, page, fakeCaptioner())
    expect(source).toBe(page)
    expect(findings[0]).toMatchObject({ outcome: 'review', rule: 'photo-needs-model' })
    expect(findings[1]).toMatchObject({ rule: 'unsure', proposal: 'Kite icon', confidence: 0.312 })
    const again = fakeCaptioner()
    await describePage(root, page, again)
    expect(again.seen).toEqual([])
    const other = fakeCaptioner('blip@1/fake')
    await describePage(root, page, other, { model: '/models/blip' })
    expect(other.seen).toEqual(['photo', 'unsure'])
  })

  test('a picture that cannot be read is a finding, and the rest goes on', async () => {
    const root = await folder({ 'lens.svg': lens, 'cut.png': 'broken', 'folder/x': '' })
    const outside = await folder({ 'secret.png': lens })
    symlinkSync(join(outside, 'secret.png'), join(root, 'link.png'))
    const urls = [
      'no.png',
      'cut.png',
      '../../etc/passwd',
      '/../../etc/passwd',
      'file:///etc/passwd',
      'https://other.example/a.png',
      '//other.example/a.png',
      'link.png',
      'folder',
      '%E0%A4%A.png',
      'a%00b.png',
      'data:image/png;base64,',
      'javascript:alert(1)',
      '..\\..\\etc\\passwd',
    ]
    const page = `${urls.map((url) => `<img src="${url}">`).join('')}<img src="lens.svg">`
    const { source, findings } = await describePage(root, page, fakeCaptioner())
    expect(findings.map((finding) => `${finding.rule}: ${finding.reason}`)).toEqual([
      'image-unreadable: There is no such file.',
      'image-unreadable: It ends too early.',
      'image-unreadable: Its address leads out of the root folder.',
      'image-unreadable: Its address leads out of the root folder.',
      'image-unreadable: Addresses that start with “file:” are not read.',
      'remote: It lies on another server.',
      'remote: It lies on another server.',
      'image-unreadable: A symbolic link leads it out of the root folder.',
      'image-unreadable: There is no such file.',
      'image-unreadable: Its address is not a valid path.',
      'image-unreadable: Its address is not a valid path.',
      'image-unreadable: Its data URL is empty.',
      'image-unreadable: Addresses that start with “javascript:” are not read.',
      'image-unreadable: Its address leads out of the root folder.',
      'captioned: It informs and had no alt; graphics described it.',
    ])
    expect(source).toBe(
      page.replace(
        '<img src="lens.svg">',
        '<img alt="Magnifying glass icon" data-alt-source="generated" src="lens.svg">',
      ),
    )
  })

  test('captions are escaped', async () => {
    const root = await folder({ 'x.svg': 'caption:a "b" <script>alert(1)</script> & c' })
    const { source } = await describePage(root, '<img src=x.svg>', fakeCaptioner(), { mark: false })
    expect(source).toBe('<img alt="A &quot;b&quot; &lt;script>alert(1)&lt;/script> &amp; c" src=x.svg>')
  })

  test('markup that is nested too deeply is a problem of its page', async () => {
    const root = await folder({ 'lens.svg': lens })
    const page = `${'<div>'.repeat(100_000)}<img src=lens.svg>`
    const { source, run } = await describePage(root, page, fakeCaptioner())
    expect(source).toBe(page)
    expect(run.report().documents).toEqual([
      {
        document: 'index.html',
        images: 0,
        written: false,
        problem: 'Its elements are nested too deeply to be read.',
      },
    ])
  })

  test('a run that only looks counts what could be filled as an error', async () => {
    const root = await folder({ 'lens.svg': lens })
    const page = '<img src=lens.svg><img src=p.gif width=1 height=1><img src=x alt="">'
    const { run } = await describePage(root, page, fakeCaptioner(), {}, 'audit')
    expect(run.report()).toMatchObject({
      documents: [{ document: 'index.html', written: false }],
      summary: { generated: 1, decorative: 1, kept: 1, errors: 2 },
    })
  })

  test('a run that only looks, without an engine, says what is missing', async () => {
    const root = await folder({ 'lens.svg': lens })
    const { findings } = await describePage(root, '<img src=lens.svg>', undefined, {}, 'audit')
    expect(findings[0]).toMatchObject({ outcome: 'review', rule: 'image-alt', severity: 'error' })
  })

  test('a page with very many images in one link and figure ends', async () => {
    const root = await folder({ 'lens.svg': lens })
    const page = `<a href="/"><figure>${'<label for=x>y</label><img src=lens.svg>'.repeat(30_000)}</figure></a>`
    const { findings } = await describePage(root, page, fakeCaptioner())
    expect(findings).toHaveLength(30_000)
  })

  test('counts what a machine wrote apart from what is fine', async () => {
    const root = await folder({ 'lens.svg': lens, 'a.jpg': 'photo' })
    const page =
      '<img src=lens.svg><img src=a.jpg><img src=b.jpg alt="Coast"><img src=p.gif width=1 height=1><img src=x alt=image>'
    const { run } = await describePage(root, page, fakeCaptioner())
    expect(run.report().summary).toMatchObject({
      images: 5,
      kept: 1,
      generated: 1,
      reviewed: 0,
      decorative: 1,
      review: 1,
      flawed: 1,
      unreadable: 0,
      errors: 2,
      warnings: 0,
    })
  })
})

describe('what stands twice, and what is written in a file', () => {
  test('the copy in a noscript says what its image says', async () => {
    const root = await folder({ 'lens.svg': lens, 'map.svg': 'caption:map' })
    const page = [
      '<p><img data-src=lens.svg><noscript><img src=lens.svg></noscript></p>',
      '<p><img data-src=map.svg alt=Map><noscript><img src=map.svg></noscript></p>',
      '<p><img data-src=x.svg alt=""><noscript><img src=x.svg></noscript></p>',
      '<p><a href=/><img data-src=y.svg></a><noscript><img src=y.svg></noscript></p>',
    ]
    const captioner = fakeCaptioner()
    const { source, findings } = await describePage(root, page.join('\n'), captioner)
    const alt = 'alt="Magnifying glass icon" data-alt-source="generated"'
    expect(source.split('\n')).toEqual([
      `<p><img ${alt} data-src=lens.svg><noscript><img ${alt} src=lens.svg></noscript></p>`,
      '<p><img data-src=map.svg alt=Map><noscript><img alt="Map" src=map.svg></noscript></p>',
      '<p><img data-src=x.svg alt=""><noscript><img alt="" src=x.svg></noscript></p>',
      page[3],
    ])
    expect(captioner.seen).toEqual([lens])
    expect(findings.at(-1)).toMatchObject({ outcome: 'kept', severity: 'info' })
    const none = await describePage(root, page.join('\n'), fakeCaptioner(), { fill: 'none' })
    expect(none.source).toBe(page.join('\n'))
  })

  test('words in an SVG file are proposed as they are; many of them make it a diagram', async () => {
    const svg = (...texts: string[]) =>
      `<svg xmlns="http://www.w3.org/2000/svg">${texts.map((text) => `<text>${text}</text>`).join('')}</svg>`
    const root = await folder({
      'sign.svg': svg('Caf&#233; &amp;', '<tspan>open</tspan>'),
      'day.svg': svg('17'),
      'flow.svg': svg('Start', 'Wait', 'Ask', 'End'),
    })
    const captioner = fakeCaptioner()
    const page = '<img src=sign.svg><img src=day.svg><img src=flow.svg>'
    const { findings } = await describePage(root, page, captioner)
    expect(findings).toMatchObject([
      { rule: 'text-image', outcome: 'review', proposal: 'Café & open' },
      // The engine of these tests says the whole file.
      { rule: 'unsure' },
      { rule: 'complex-image', outcome: 'review' },
    ])
    expect(captioner.seen).toHaveLength(1)
  })
})

test('what is found of a page has its picture, also where another page has just begun to look at it', async () => {
  const bytes = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#357' } })
    .png()
    .toBuffer()
  const root = await folder({ 'shared.png': bytes })
  const settings = resolveOptions({}, 'options', { root, ci: false })
  const run = await openRun({ command: 'crawl', settings, thumbnails: true })
  const documents = Array.from({ length: 4 }, (_, index) => `page-${index}.html`)
  const found = await Promise.all(
    documents.map(async (document) => {
      const load = fileLoader({ root, publicDirs: settings.publicDirs, document })
      await describeHtml(run, { document, source: '<p><img src="shared.png"></p>', load })
      // As a journal is told of it: at once.
      return run.found(document)
    }),
  )
  await run.dispose()
  for (const page of found) {
    expect(Object.values(page?.pictures ?? {})).toMatchObject([
      { width: 600, height: 400, thumbnail: expect.stringMatching(/^data:image\//) },
    ])
  }
})

test('different pictures side by side are not given the same words; copies of one are', async () => {
  const root = await folder({
    'a.svg': 'caption:harbour',
    'b.svg': 'caption:a harbour',
    'c.svg': 'caption:the harbour',
  })
  const said = (page: string) =>
    describePage(root, page, fakeCaptioner()).then(({ findings }) =>
      findings.map(({ outcome, rule, after, proposal }) => [outcome, rule, after, proposal]),
    )
  expect(await said('<img src="a.svg"><img src="b.svg">')).toEqual([
    ['filled', 'captioned', 'Harbour', undefined],
    ['filled', 'captioned', 'A harbour', undefined],
  ])
  writeFileSync(join(root, 'd.svg'), 'caption:harbour ')
  expect(
    await said('<p><img src="a.svg"><img src="a.svg"><img src="d.svg"></p><p><img src="d.svg"></p>'),
  ).toEqual([
    ['filled', 'captioned', 'Harbour', undefined],
    ['filled', 'captioned', 'Harbour', undefined],
    ['review', 'image-group', null, 'Harbour'],
    ['filled', 'captioned', 'Harbour', undefined],
  ])
})
