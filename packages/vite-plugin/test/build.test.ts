import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBuilder } from 'vite'
import { describe, expect, test } from 'vitest'
import altwright, { type PluginOptions } from '../dist/index.js'
import { buildSite, fakeCaptioner, log, read, site, withoutInsertions } from './site.ts'

const map = 'caption:map icon'
const bell = 'caption:bell icon'
const filled = (alt: string) => ` alt="${alt}" data-alt-source="generated"`
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('the build passed'),
    (error: Error) => error.message,
  )

describe('a build', () => {
  test('fills every page, and changes nothing else', async () => {
    const files = {
      'index.html':
        '<!doctype html>\r\n<html lang=en><body>\r\n<p><IMG SRC=./art/map.svg></p>\r\n<img src="./art/map.svg" alt=""><!-- <img src="x.svg"> -->\r\n<p>caf\u00e9 &amp; \ud83d\ude00</p></body></html>\r\n',
      'guide/index.html':
        '<!doctype html><html lang=en><body><img src=\'../art/map.svg\'><img src="/bell.svg"><script type="module" src="../main.js"></script></body></html>',
      'main.js': 'console.log(1)\n',
      'art/map.svg': map,
      'public/bell.svg': bell,
    }
    const root = site(files)
    const captioner = fakeCaptioner()
    const logger = log()
    const before = await buildSite(root, { options: null })
    const after = await buildSite(root, { options: { openCaptioner: captioner.open }, logger })

    expect(after['index.html']).toContain(`<IMG${filled('Map icon')} SRC=`)
    expect(after['guide/index.html']).toMatch(
      /<img alt="Map icon" data-alt-source="generated" src='\/assets\/map-/,
    )
    expect(after['guide/index.html']).toContain(`<img${filled('Bell icon')} src="/bell.svg">`)
    expect(
      Object.fromEntries(Object.entries(after).map(([name, text]) => [name, withoutInsertions(text)])),
    ).toEqual(before)
    expect(captioner.seen.sort()).toEqual([bell, map])
    expect([captioner.opened(), captioner.disposed()]).toEqual([1, 1])
    expect(logger.lines.filter((line) => line.startsWith('altwright:'))).toEqual([
      'altwright: new images, opening the model',
      'altwright: 4 images in 2 pages\n  1  answered by their authors\n  3  filled by the engine, to be reviewed',
    ])
    expect(
      Object.keys(JSON.parse(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).images),
    ).toHaveLength(2)
  })

  test('opens no engine when the lockfile knows every image', async () => {
    const root = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': map })
    const first = await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
    const lockfile = readFileSync(join(root, 'altwright.lock.json'), 'utf8')
    const second = fakeCaptioner()
    expect(await buildSite(root, { options: { openCaptioner: second.open } })).toEqual(first)
    expect(second.opened()).toBe(0)
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe(lockfile)
  })

  test('leaves a page as it is when there is nothing to write', async () => {
    const root = site({
      'index.html': '<body><p>No picture</p>\n<img alt="A map" src="map.svg">',
      'map.svg': map,
    })
    const captioner = fakeCaptioner()
    const after = await buildSite(root, { options: { openCaptioner: captioner.open } })
    expect(after).toEqual(await buildSite(root, { options: null }))
    expect(captioner.opened()).toBe(0)
    expect(existsSync(join(root, 'altwright.lock.json'))).toBe(false)
  })

  test.each([
    ['/docs/', '/map.svg'],
    ['/docs/', '/docs/map.svg'],
    ['/docs/', '%BASE_URL%map.svg'],
    ['https://cdn.example/site/', 'https://cdn.example/site/map.svg'],
    ['./', '/map.svg'],
    ['', './public/map.svg'],
  ])('with base %j, finds %s', async (base, src) => {
    const root = site({ 'index.html': `<body><img src="${src}">`, 'public/map.svg': map })
    const after = await buildSite(root, {
      options: { openCaptioner: fakeCaptioner().open },
      config: { base },
    })
    expect(after['index.html']).toContain(`<img${filled('Map icon')} src="`)
  })

  test('looks where Vite’s publicDir is, or nowhere', async () => {
    const root = site({ 'index.html': '<body><img src="/map.svg">', 'static/map.svg': map })
    const options = () => ({ openCaptioner: fakeCaptioner().open })
    const found = await buildSite(root, { options: options(), config: { publicDir: 'static' } })
    expect(found['index.html']).toContain('alt="Map icon"')
    const none = await buildSite(root, { options: options(), config: { publicDir: false } })
    expect(none['index.html']).not.toContain('alt=')
  })

  test('locked, writes what the lockfile knows and asks nobody', async () => {
    const root = site({ 'index.html': '<body><p><img src="map.svg"><img src="bell.svg">', 'map.svg': map })
    await buildSite(root, { options: { openCaptioner: fakeCaptioner().open } })
    writeFileSync(join(root, 'bell.svg'), bell)
    const captioner = fakeCaptioner()
    const logger = log()
    const after = await buildSite(root, { options: { locked: true, openCaptioner: captioner.open }, logger })
    expect(after['index.html']).toMatch(/<img alt="Map icon" [^>]+><img src="[^"]+">/)
    expect(captioner.opened()).toBe(0)
    expect(logger.lines.at(-1)).toContain('1  left for a person')
  })

  test('can leave its mark out, and read its options from a file', async () => {
    const root = site({
      'index.html': '<body><img src="map.svg">',
      'map.svg': map,
      'altwright.config.js': 'export default { mark: false, lockfile: "from-file.json" }',
    })
    const options = { lockfile: 'from-plugin.json', openCaptioner: fakeCaptioner().open }
    const after = await buildSite(root, { options })
    expect(after['index.html']).toContain('<img alt="Map icon" src=')
    expect(existsSync(join(root, 'from-plugin.json'))).toBe(true)
    expect(existsSync(join(root, 'from-file.json'))).toBe(false)
  })

  test('writes reports after the output folder was emptied', async () => {
    const root = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': map })
    const outDir = join(root, 'out')
    const report = { json: 'out/altwright.json', html: 'out/altwright.html' }
    const logger = log()
    const options = { report, openCaptioner: fakeCaptioner().open }
    const after = await buildSite(root, { options, logger, config: { build: { outDir, emptyOutDir: true } } })
    expect(JSON.parse(after['altwright.json'] ?? '')).toMatchObject({
      command: 'build',
      summary: { generated: 1 },
    })
    expect(after['altwright.html']).toContain('Map icon')
    expect(logger.lines.at(-1)).toBe(`altwright: report written to ${join(outDir, 'altwright.json')}`)
  })

  test('prints the first of many findings, and says where all of them are', async () => {
    const root = site({ 'index.html': `<body>${'<p><img></p>'.repeat(23)}` })
    const told = async (report: PluginOptions['report']): Promise<string> => {
      const logger = log()
      await buildSite(root, { options: { report, openCaptioner: fakeCaptioner().open }, logger })
      return logger.lines.join('\n')
    }
    expect(await told({})).toContain(
      "… and 3 more; the option `report: { html: 'altwright.html' }` lists all of them.",
    )
    expect(await told({ html: 'all.html' })).toContain('… and 3 more; all.html lists all of them.')
  })

  test('takes a missing image for a finding', async () => {
    const root = site({ 'index.html': '<body><img src="./gone.svg">' })
    const logger = log()
    const after = await buildSite(root, { options: { openCaptioner: fakeCaptioner().open }, logger })
    expect(after['index.html']).toContain('<img src="./gone.svg">')
    expect(logger.lines.at(-1)).toContain('1  unreadable')
  })

  test('runs once for a client and a server', async () => {
    const root = site({
      'index.html': '<body><img src="map.svg">',
      'map.svg': map,
      'server.js': 'export const page = "<img src=x.svg>"\n',
    })
    const captioner = fakeCaptioner()
    const logger = log()
    const builder = await createBuilder({
      root,
      configFile: false,
      customLogger: logger,
      plugins: [altwright({ openCaptioner: captioner.open })],
      environments: {
        client: { build: { outDir: 'dist/client' } },
        ssr: { build: { outDir: 'dist/server', rolldownOptions: { input: join(root, 'server.js') } } },
      },
      builder: {
        sharedConfigBuild: true,
        sharedPlugins: true,
        async buildApp(app) {
          await Promise.all(Object.values(app.environments).map((environment) => app.build(environment)))
        },
      },
    })
    await builder.buildApp()
    const after = read(join(root, 'dist'))
    expect(after['client/index.html']).toContain('alt="Map icon"')
    expect([captioner.opened(), captioner.disposed()]).toEqual([1, 1])
    expect(
      logger.lines.filter((line) => line.includes('images in') || line.includes('image in')),
    ).toHaveLength(1)
  })

  test('says once what builds of a host find one after the other', async () => {
    const root = site({ 'index.html': '<body><img src="/map.svg"><a href="/"><img src="/bell.svg"></a>' })
    writeFileSync(join(root, 'map.svg'), map)
    writeFileSync(join(root, 'bell.svg'), bell)
    const logger = log()
    const plugins = [altwright({ openCaptioner: fakeCaptioner().open, report: { json: 'alt.json' } })]
    await buildSite(root, { options: null, plugins, logger })
    await buildSite(root, { options: null, plugins, logger })
    expect(logger.lines.filter((line) => line.startsWith('altwright: 2 images'))).toHaveLength(1)
    expect(logger.lines.filter((line) => line.includes('functional-image'))).toHaveLength(1)
    expect(logger.lines.filter((line) => line.includes('report written'))).toHaveLength(1)
  })

  test('runs once for builds of a host that go on at the same time', async () => {
    const root = site({ 'index.html': '<body><img src="/map.svg"><a href="/"><img src="/bell.svg"></a>' })
    writeFileSync(join(root, 'map.svg'), map)
    writeFileSync(join(root, 'bell.svg'), bell)
    const captioner = fakeCaptioner()
    const logger = log()
    const plugins = [altwright({ openCaptioner: captioner.open })]
    const built = await Promise.all([1, 2].map(() => buildSite(root, { options: null, plugins, logger })))
    for (const output of built) expect(output['index.html']).toContain('alt="Map icon"')
    expect([captioner.opened(), captioner.disposed()]).toEqual([1, 1])
    expect(logger.lines.filter((line) => line.startsWith('altwright: 2 images'))).toHaveLength(1)
    expect(logger.lines.filter((line) => line.includes('functional-image'))).toHaveLength(1)
  })
})

describe('what else is emitted', () => {
  const pages = (emitted: string) => ({
    name: 'pages',
    generateBundle(
      this: { emitFile(file: object): string },
      _: unknown,
      bundle: Record<string, { name?: string }>,
    ) {
      const image = Object.keys(bundle).find((name) => name.endsWith('.svg')) ?? ''
      const source = emitted.replace('MAP', image)
      this.emitFile({ type: 'asset', fileName: 'walks/ridge.html', source })
      this.emitFile({ type: 'asset', fileName: 'bytes.html', source: Buffer.from(source) })
      this.emitFile({ type: 'asset', fileName: 'made.svg', source: 'caption:made icon' })
    },
  })
  const files = {
    'index.html': '<body><script type="module" src="/main.js"></script>',
    'main.js': "import map from './map.svg'\nconsole.log(map)\n",
    'map.svg': map,
    'public/bell.svg': bell,
  }
  const emitted =
    '<body><img src="/site/MAP"><img src="../bell.svg"><img src="/site/bell.svg"><img src="../made.svg"><img src="gone.svg">'
  const build = async (html: boolean) => {
    const root = site(files)
    const logger = log()
    const options = { html, openCaptioner: fakeCaptioner().open }
    const config = { base: '/site/' }
    const plugins = [pages(emitted)]
    return { output: await buildSite(root, { options, plugins, config, logger }), logger }
  }

  test('pages of other plugins get the alts of the files that their images were made of', async () => {
    const { output, logger } = await build(true)
    const alts = ['Map icon', 'Bell icon', 'Bell icon', 'Made icon'].map(filled)
    for (const name of ['walks/ridge.html', 'bytes.html']) {
      const tags = output[name]?.match(/<img[^>]*>/g) ?? []
      const wanted = name === 'bytes.html' ? [0, 2] : [0, 1, 2, 3]
      for (const index of wanted) expect(tags[index]).toContain(`<img${alts[index]} src=`)
      expect(tags[4]).toBe('<img src="gone.svg">')
    }
    expect(logger.lines.some((line) => line.includes('gone.svg'))).toBe(true)
  })

  test('with `html: false` no page is looked at, and no hook of pages is there', async () => {
    expect((await build(false)).output['walks/ridge.html']).not.toContain('alt=')
    const hooks = (html: boolean) => altwright({ html }).flatMap((plugin) => Object.keys(plugin))
    expect(hooks(false)).not.toContain('transformIndexHtml')
    expect(hooks(true)).toContain('transformIndexHtml')
  })
})

describe('a build that fails', () => {
  test('by `fail`, says what needs a person, and writes no page', async () => {
    const root = site({
      'index.html': '<body>\n  <img src="map.svg">\n  <p>\n  <img src="what.svg">',
      'map.svg': map,
      'what.svg': '<svg/>',
    })
    const captioner = fakeCaptioner()
    const outDir = join(root, 'out')
    const report = { json: 'report.json' }
    const options = { fail: true, report, openCaptioner: captioner.open }
    const message = await failed(buildSite(root, { options, config: { build: { outDir } } }))
    expect(message).toContain('1 error: index.html:4:3 (unsure)')
    expect(existsSync(outDir)).toBe(false)
    expect(captioner.disposed()).toBe(1)
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toContain('map icon')
    expect(JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')).summary.errors).toBe(1)
  })

  test('not by `fail` when nothing needs a person', async () => {
    const root = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': map })
    const logger = log()
    await buildSite(root, { options: { fail: true, openCaptioner: fakeCaptioner().open }, logger })
    expect(logger.lines.filter((line) => line.includes('1 image in 1 page'))).toHaveLength(1)
  })

  test('by another plugin, keeps what was captioned, ends the engine, and leaves the last report', async () => {
    const root = site({
      'index.html': '<body><img src="map.svg"><script type="module" src="/main.js"></script>',
      'main.js': 'export default 1\n',
      'map.svg': map,
      'report.json': 'the last one',
    })
    const captioner = fakeCaptioner()
    const options = { report: { json: 'report.json' }, openCaptioner: captioner.open }
    const broken = {
      name: 'broken',
      transform(_: string, id: string) {
        if (id.endsWith('main.js')) throw new Error('no such thing')
      },
    }
    const logger = log()
    expect(await failed(buildSite(root, { options, plugins: [broken], logger }))).toContain('no such thing')
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toContain('map icon')
    expect(captioner.disposed()).toBe(1)
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe('the last one')
    expect(logger.lines.filter((line) => line.includes('image in'))).toEqual([])
  })

  test('by its engine, says so', async () => {
    const root = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': map })
    const openCaptioner = async () => {
      throw new Error('out of memory')
    }
    expect(await failed(buildSite(root, { options: { openCaptioner } }))).toContain('out of memory')
  })

  test('by a model that is not there, names it', async () => {
    const root = site({ 'index.html': '<body><img src="map.svg">', 'map.svg': map })
    expect(await failed(buildSite(root, { options: { model: './no-such-model' } }))).toContain(
      'no-such-model',
    )
  })

  test('by a damaged lockfile, names it and leaves it alone', async () => {
    const root = site({
      'index.html': '<body><img src="map.svg">',
      'map.svg': map,
      'altwright.lock.json': '{"version": 1,',
    })
    const captioner = fakeCaptioner()
    const message = await failed(buildSite(root, { options: { openCaptioner: captioner.open } }))
    expect(message).toContain(`${join(root, 'altwright.lock.json')}: is not valid JSON`)
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe('{"version": 1,')
    expect(captioner.opened()).toBe(0)
  })
})

describe('options', () => {
  const page = { 'index.html': '<body>' }

  test('of the plugin: an unknown one is refused, with the nearest known one', async () => {
    const options = { lockFile: 'x.json' } as object
    expect(await failed(buildSite(site(page), { options }))).toBe(
      'Options of vite-plugin-altwright: unknown option `lockFile`, did you mean `lockfile`?',
    )
  })

  test('of the plugin: a root that is not there is told, and not made', async () => {
    const root = site({ 'index.html': '<body>' })
    const gone = join(root, 'gone')
    await expect(buildSite(root, { options: { root: gone } })).rejects.toThrow(
      `Options of vite-plugin-altwright: \`root\`: there is no folder ${gone}.`,
    )
    expect(existsSync(gone)).toBe(false)
  })

  test('of the plugin: types are checked', async () => {
    expect(await failed(buildSite(site(page), { options: { fail: 'yes' } as object }))).toBe(
      'Options of vite-plugin-altwright: `fail`: expected boolean, found "yes"',
    )
    expect(await failed(buildSite(site(page), { options: { openCaptioner: './engine.js' } as object }))).toBe(
      'Options of vite-plugin-altwright: `openCaptioner`: expected function, found "./engine.js".',
    )
  })

  test('of the file: the file is named', async () => {
    const root = site({ ...page, '.altwrightrc.json': '{ "report": { "htm": "x" } }' })
    expect(await failed(buildSite(root))).toBe(
      `${join(root, '.altwrightrc.json')}: unknown option \`report.htm\`, did you mean \`html\`?`,
    )
  })

  test('null stands for the default', async () => {
    const root = site({ ...page, '.altwrightrc.json': '{ "mark": false }' })
    await buildSite(root, { options: { mark: null, fail: null, openCaptioner: null, report: null } })
  })
})
