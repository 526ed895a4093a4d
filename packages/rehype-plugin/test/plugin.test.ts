import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Root } from 'hast'
import rehypeRaw from 'rehype-raw'
import rehypeStringify from 'rehype-stringify'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { describe, expect, test, vi } from 'vitest'
import rehypeAltwright from '../dist/index.js'
import { fakeCaptioner, folder, fromHtml, fromMarkdown } from './pipeline.ts'

const map = 'caption:map icon'
const filled = '<img src="map.svg" alt="Map icon" data-alt-source="generated">'
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it passed'),
    (error: Error) => error.message,
  )
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a file', () => {
  test('without a path lies in its working directory', async () => {
    const cwd = folder({ 'map.svg': map })
    const processor = fromHtml({ openCaptioner: fakeCaptioner().open }, true)
    const file = await processor.process(new VFile({ cwd, value: '<img src="map.svg">' }))
    expect(String(file)).toBe(filled)
    expect(existsSync(join(cwd, 'altwright.lock.json'))).toBe(true)
  })

  test('is read with the configuration file that lies in its working directory', async () => {
    const cwd = folder({
      'static/map.svg': map,
      '.altwrightrc.json': '{ "publicDirs": ["static"], "mark": false }',
    })
    const processor = fromHtml({ openCaptioner: fakeCaptioner().open }, true)
    const file = await processor.process(new VFile({ cwd, path: 'a/b.html', value: '<img src="/map.svg">' }))
    expect(String(file)).toBe('<img src="/map.svg" alt="Map icon">')
  })

  test('without images opens nothing', async () => {
    const cwd = folder({ 'altwright.lock.json': 'damaged' })
    const file = await fromHtml(null, true).process(new VFile({ cwd, value: '<p>Nothing</p>' }))
    expect(String(file)).toBe('<p>Nothing</p>')
  })

  test('fails with `fail`, after all its messages', async () => {
    const root = folder({ 'map.svg': map })
    const options = { root, fail: true, openCaptioner: fakeCaptioner().open }
    const file = new VFile({
      path: join(root, 'a.html'),
      value: '<img src="gone.svg">\n<img src="map.svg">\n<img>',
    })
    expect(await failed(fromHtml(options, true).process(file))).toBe('1 error')
    expect(file.messages.map(({ ruleId, line, fatal }) => [ruleId, line, fatal])).toEqual([
      ['image-unreadable', 1, false],
      ['no-source', 3, false],
      ['fail', undefined, true],
    ])
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toContain('map icon')
  })

  test.each([
    ['its own text', '---\nlang: fr\n---\n\n', {}],
    ['Astro', '', { astro: { frontmatter: { lang: 'fr-CA' } } }],
    ['Docusaurus', '', { frontMatter: { language: 'fr' } }],
    ['vfile-matter', '', { matter: { lang: 'fr' } }],
  ])('in another language, told by front matter from %s, gets no English', async (_, start, data) => {
    const root = folder({ 'map.svg': 'caption:map icon' })
    const options = { root, language: 'en', openCaptioner: fakeCaptioner().open }
    const processor = unified()
      .use(remarkParse)
      .use(remarkRehype, { allowDangerousHtml: true })
      .use(rehypeRaw)
    const file = new VFile({ path: join(root, 'a.md'), value: `${start}<img src="map.svg">\n`, data })
    await processor.use(rehypeAltwright, options).use(rehypeStringify).process(file)
    expect(String(file)).not.toContain('alt=')
    expect(file.messages.map((message) => message.ruleId)).toEqual(['language'])
  })

  test('in another language, told by a function, gets no English', async () => {
    const root = folder({ 'map.svg': map })
    const options = {
      root,
      language: (file: VFile) => (file.data['lang'] as string | undefined) ?? null,
      openCaptioner: fakeCaptioner().open,
    }
    const processor = fromHtml(options, true)
    const value = '<img src="map.svg">'
    const german = await processor.process(
      new VFile({ path: join(root, 'a.html'), value, data: { lang: 'de' } }),
    )
    expect(String(german)).toBe(value)
    expect(german.messages.map((message) => message.ruleId)).toEqual(['language'])
    expect(String(await processor.process(new VFile({ path: join(root, 'b.html'), value })))).toBe(filled)
  })

  test('of MDX gets JSX attributes, and keeps what is computed', async () => {
    const root = folder({ 'map.svg': map })
    const image = (...attributes: object[]) => ({
      type: 'mdxJsxFlowElement',
      name: 'img',
      attributes,
      children: [],
    })
    const src = { type: 'mdxJsxAttribute', name: 'src', value: './map.svg' }
    const computed = {
      type: 'mdxJsxAttribute',
      name: 'alt',
      value: { type: 'mdxJsxAttributeValueExpression', value: 'x' },
    }
    const spread = { type: 'mdxJsxExpressionAttribute', value: '...rest' }
    const tree = {
      type: 'root',
      children: [image(src), image(src, computed), image(src, spread)],
    } as unknown as Root
    const transform = rehypeAltwright({ root, openCaptioner: fakeCaptioner().open })
    await transform(tree, new VFile({ path: join(root, 'a.mdx') }))
    expect(tree.children).toEqual([
      image(
        src,
        { type: 'mdxJsxAttribute', name: 'alt', value: 'Map icon' },
        { type: 'mdxJsxAttribute', name: 'data-alt-source', value: 'generated' },
      ),
      image(src, computed),
      image(src, spread),
    ])
  })

  test('is asynchronous, so that `processSync` throws', () => {
    expect(() => fromHtml({ openCaptioner: fakeCaptioner().open }).processSync('<p>')).toThrow(
      /process(Sync)?/,
    )
  })
})

describe('many files', () => {
  test('share one lockfile and one engine, and each picture is captioned once', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `${index}`)
    const root = folder(
      Object.fromEntries(names.map((name) => [`${name}.svg`, `caption:icon number ${name}`])),
    )
    const captioner = fakeCaptioner()
    const processor = fromHtml({ root, openCaptioner: captioner.open }, true)
    const files = await Promise.all(
      names.map((name) =>
        processor.process({
          path: join(root, `${name}.html`),
          value: `<img src="${name}.svg"><img src="0.svg">`,
        }),
      ),
    )
    expect(files.every((file) => /^<img[^>]+alt="Icon number \d+"/.test(String(file)))).toBe(true)
    expect(captioner.seen).toHaveLength(60)
    expect(captioner.count.opened).toBe(1)
    const { images } = JSON.parse(readFileSync(join(root, 'altwright.lock.json'), 'utf8'))
    expect(Object.keys(images)).toHaveLength(60)
    await moment(700)
    expect(captioner.count.disposed).toBe(1)
  })

  test('one after another use one engine, and a processor a file does too', async () => {
    const root = folder({ 'a.svg': 'caption:a', 'b.svg': 'caption:b', 'c.svg': 'caption:c' })
    const captioner = fakeCaptioner()
    const options = { root, openCaptioner: captioner.open }
    for (const name of ['a', 'b', 'c']) {
      await fromHtml(options, true).process({ path: join(root, 'x.html'), value: `<img src="${name}.svg">` })
    }
    expect(captioner.count).toMatchObject({ opened: 1, disposed: 0 })
    await moment(700)
    expect(captioner.count.disposed).toBe(1)
  })

  test('of processors that only read or fail otherwise share one report', async () => {
    const root = folder({ 'map.svg': map })
    const report = { json: 'alt.json' }
    const options = { root, report, openCaptioner: fakeCaptioner().open }
    const posts = fromMarkdown({ ...options, emptyMarkdownAlt: 'missing' as const })
    const pages = fromHtml({ ...options, fail: { errors: 3 } }, true)
    await Promise.all([
      posts.process({ path: join(root, 'post.md'), value: '![](map.svg)' }),
      pages.process({ path: join(root, 'page.html'), value: '<img src="map.svg">' }),
    ])
    await vi.waitFor(() => expect(existsSync(join(root, 'alt.json'))).toBe(true), { timeout: 60_000 })
    const { documents } = JSON.parse(readFileSync(join(root, 'alt.json'), 'utf8'))
    expect(documents).toMatchObject([{ document: 'page.html' }, { document: 'post.md' }])
  })

  test('after a while read the lockfile anew', async () => {
    const root = folder({ 'map.svg': map })
    const processor = fromHtml({ root, openCaptioner: fakeCaptioner().open }, true)
    const once = () => processor.process({ path: join(root, 'x.html'), value: '<img src="map.svg">' })
    expect(String(await once())).toBe(filled)
    const path = join(root, 'altwright.lock.json')
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('"state": "generated"', '"alt": "Way map", "state": "edited"'),
    )
    await moment(700)
    expect(String(await once())).toBe('<img src="map.svg" alt="Way map">')
  })

  test('of which one is broken: the others pass, and the next one starts anew', async () => {
    const root = folder({ 'map.svg': map, 'altwright.lock.json': 'damaged' })
    const processor = fromHtml({ root, openCaptioner: fakeCaptioner().open }, true)
    const once = () => processor.process({ path: join(root, 'x.html'), value: '<img src="map.svg">' })
    expect(await failed(once())).toContain(`${join(root, 'altwright.lock.json')}: is not valid JSON`)
    writeFileSync(join(root, 'altwright.lock.json'), '{"version":1,"images":{}}')
    expect(String(await once())).toBe(filled)
  })
})

describe('options', () => {
  test.each([
    [{ emptyAlt: 'missing' }, 'unknown option `emptyAlt`'],
    [{ lockFile: 'x' }, 'unknown option `lockFile`, did you mean `lockfile`?'],
    [
      { emptyMarkdownAlt: 'ignore' },
      '`emptyMarkdownAlt`: expected ("decorative" | "missing"), found "ignore"',
    ],
    [{ fail: 1 }, '`fail`: expected boolean, found 1'],
    [{ language: 3 }, '`language`: expected string or function, found 3.'],
    [{ openCaptioner: true }, '`openCaptioner`: expected function, found true.'],
  ])('%j are refused at once', (options, message) => {
    expect(() => rehypeAltwright(options as object)).toThrow(`Options of rehype-altwright: ${message}`)
  })

  test('in a file are refused with the file’s name', async () => {
    const cwd = folder({ '.altwrightrc.json': '{ "publicDir": "static" }' })
    const message = await failed(fromHtml(null, true).process(new VFile({ cwd, value: '<img src="a.svg">' })))
    expect(message).toBe(
      `${join(cwd, '.altwrightrc.json')}: unknown option \`publicDir\`, did you mean \`publicDirs\`?`,
    )
  })

  test('that name a model which is not there fail with its name', async () => {
    const root = folder({ 'map.svg': map })
    const file = { path: join(root, 'x.html'), value: '<img src="map.svg">' }
    expect(await failed(fromHtml({ root, model: './no-such-model' }, true).process(file))).toContain(
      'no-such-model',
    )
  })

  test('may be null', async () => {
    const root = folder({})
    const options = {
      root,
      emptyMarkdownAlt: null,
      language: null,
      fail: null,
      openCaptioner: null,
      mark: null,
    }
    expect(String(await fromMarkdown(options).process('![](x.svg)'))).toBe('<p><img src="x.svg" alt=""></p>')
  })
})

test('a process that used it ends by itself, whether its engine holds it or not', () => {
  for (const holds of ['holds', 'lets-go']) {
    const root = folder({ 'map.svg': map })
    const script = join(import.meta.dirname, 'process-one.mjs')
    const { status, stdout } = spawnSync(process.execPath, [script, root, holds], { encoding: 'utf8' })
    expect([status, stdout.trim()]).toEqual([0, filled])
  }
})

test('what a baseline knows is no message, and one more of the same is', async () => {
  const known = { document: 'a.html', problem: 'missing', context: 'img', image: 'x.png' }
  const baseline = JSON.stringify({ version: 1, documents: ['a.html'], findings: [known] })
  const cwd = folder({ 'altwright.baseline.json': baseline })
  const options = { root: cwd, locked: true, fail: true, baseline: 'altwright.baseline.json' }
  const process = (value: string) =>
    fromHtml(options, true).process(new VFile({ path: join(cwd, 'a.html'), cwd, value }))
  expect((await process('<p>Text</p><img src="x.png">')).messages).toEqual([])
  await expect(process('<img src="x.png"><img src="x.png">')).rejects.toThrow('1 error')
})
