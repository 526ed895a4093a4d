import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { jsonReport } from '@altwright/core'
import { type AltwrightOptions, resolveOptions } from '@altwright/core/config'
import {
  describeHtml,
  imageFiles,
  imageIdentities,
  type LoadImage,
  openBuildCache,
  openRun,
} from '@altwright/core/page'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fakeCaptioner } from '../flow/fake.ts'
import { temporaryFolder } from '../temporary.ts'

/** Files may be written twice within a tick of the clock that stamps them. */
const tick = () => setTimeout(20)

// What was written just now is not trusted; in a minute it is.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

interface Site {
  readonly root: string
  readonly pages: Readonly<Record<string, string>>
  readonly options: AltwrightOptions
  /** Whether the report shows pictures. */
  readonly shows: boolean
}

/** A build of all pages, with what earlier ones decided or without, and all that can be seen of it. */
async function build({ root, pages, options, shows }: Site, cacheFile?: string) {
  const captioner = fakeCaptioner()
  const settings = resolveOptions(options, 'options', { root, ci: false })
  const cache = cacheFile === undefined ? undefined : openBuildCache(cacheFile, 'test')
  const run = await openRun({
    command: 'build',
    settings,
    cache,
    changes: true,
    thumbnails: shows,
    openCaptioner: async () => captioner,
  })
  const read: string[] = []
  const sources: Record<string, string> = {}
  const files = imageFiles(settings, cache?.stamps)
  const identities = cache && imageIdentities(settings, cache.stamps)
  for (const [document, source] of Object.entries(pages)) {
    const find = files.loaderFor(document)
    const load: LoadImage = (url) => {
      read.push(`${document} ${url}`)
      return find(url)
    }
    const identify = identities?.identifierFor(document)
    const page = await describeHtml(run, { document, source, load, identify })
    run.changed(document, source, page.source)
    sources[document] = page.source
  }
  await run.save()
  cache?.save()
  const report = jsonReport(run.report())
  await run.dispose()
  const lockfile = existsSync(settings.lockfile) ? readFileSync(settings.lockfile, 'utf8') : ''
  return { seen: { sources, report, lockfile, captioned: captioner.seen }, read }
}

/** Builds with the cache and without, from the same lockfile; what can be seen is the same. */
async function buildBoth(site: Site, cacheFile: string) {
  const path = join(site.root, 'altwright.lock.json')
  const before = existsSync(path) ? readFileSync(path) : undefined
  const warm = await build(site, cacheFile)
  if (before === undefined) rmSync(path, { force: true })
  else writeFileSync(path, before)
  const cold = await build(site)
  expect(warm.seen).toEqual(cold.seen)
  return warm
}

function folder(files: Readonly<Record<string, string>>): string {
  const root = join(temporaryFolder(), 'site')
  mkdirSync(join(root, 'public'), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content)
  return root
}

const pieces = [
  ...['<img src=a.svg>', '<img src=b.svg alt>', '<a href=/x><img src=c.jpg></a>', '<img src=link.svg>'],
  ...[
    '<img src=/d.svg>',
    '<img src=gone.svg>',
    '<img src=d.png>',
    '<figure><img src=a.svg><figcaption>F</figcaption></figure>',
  ],
  ...['<img src=../out.svg>', '<img src=https://example.org/p.png>', '<button><img src=b.svg></button>'],
  ...['<!-- altwright-ignore captioned: why --><img src=a.svg>', '<p>Text', '<img src=c.jpg alt="A cat">'],
]

type Step =
  | readonly ['nothing']
  | readonly ['page', name: string, parts: readonly string[]]
  | readonly ['picture', name: string, content: string]
  | readonly ['copy that keeps times', from: string, to: string]
  | readonly ['link', name: string, target: string]
  | readonly ['removal', name: string]
  | readonly ['review', at: number, review: string]
  | readonly ['settings', options: AltwrightOptions]
  | readonly ['report', shows: boolean]

const picture = fc.constantFrom('a.svg', 'b.svg', 'c.jpg', 'd.png', 'link.svg', 'public/d.svg', 'gone.svg')

/** Too large to be a lone dot. */
const large = (content: string) => content.padEnd(600)

/** Everything that may change between two builds. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(['nothing']),
  fc.tuple(
    fc.constant('page'),
    fc.constantFrom('one.html', 'two.html', 'three.html'),
    fc.subarray(pieces, { maxLength: 4 }),
  ),
  fc.tuple(
    fc.constant('picture'),
    picture,
    fc.constantFrom(
      ...['caption:one', 'caption:two', 'photo', 'unsure', 'broken', ''],
      ...['caption:one', 'caption:six', 'photo', 'unsure', 'broken', '<svg><text>Sale</text></svg>'].map(
        large,
      ),
    ),
  ),
  fc.tuple(fc.constant('copy that keeps times'), picture, picture),
  fc.tuple(fc.constant('link'), picture, fc.constantFrom('a.svg', 'nowhere.svg', '../out.svg', 'public')),
  fc.tuple(fc.constant('removal'), picture),
  fc.tuple(
    fc.constant('review'),
    fc.nat(5),
    fc.constantFrom('approved', 'decorative', 'rejected', 'for a use', 'dropped'),
  ),
  fc.tuple(
    fc.constant('settings'),
    fc.constantFrom<AltwrightOptions>(
      {},
      { mark: false },
      { fill: 'approved' },
      { locked: true },
      { maxLength: 10 },
      { model: 'graphics' },
      { overrides: [{ files: 'two.html', fill: 'none' }] },
      { rules: { captioned: 'off' } },
      { base: '/b/' },
    ),
  ),
  fc.tuple(fc.constant('report'), fc.boolean()),
)

function change(site: Site, step: Step): Site {
  const at = (name: string) => join(site.root, name)
  switch (step[0]) {
    case 'nothing':
      return site
    case 'page':
      return { ...site, pages: { ...site.pages, [step[1]]: `<main>${step[2].join('\n')}</main>` } }
    case 'picture':
      rmSync(at(step[1]), { force: true })
      writeFileSync(at(step[1]), step[2])
      return site
    case 'copy that keeps times': {
      const [from, to] = [at(step[1]), at(step[2])]
      if (![from, to].every((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile())) return site
      const { atime, mtime } = statSync(to)
      writeFileSync(`${to}.new`, readFileSync(from))
      utimesSync(`${to}.new`, atime, mtime)
      renameSync(`${to}.new`, to)
      return site
    }
    case 'link':
      rmSync(at(step[1]), { force: true })
      symlinkSync(at(step[2]), at(step[1]))
      return site
    case 'removal':
      rmSync(at(step[1]), { force: true })
      return site
    case 'review':
      reviewAt(at('altwright.lock.json'), step[1], step[2])
      return site
    case 'settings':
      return { ...site, options: step[1] }
    case 'report':
      return { ...site, shows: step[1] }
  }
}

function reviewAt(path: string, at: number, review: string): void {
  if (!existsSync(path)) return
  const { images } = JSON.parse(readFileSync(path, 'utf8'))
  const hash = Object.keys(images)[at]
  if (hash === undefined) return
  const entry = images[hash]
  if (review === 'dropped') delete images[hash]
  else if (review === 'for a use') entry.uses = { '* › link to /x': { state: 'edited', alt: 'Shop' } }
  else images[hash] = { ...entry, state: review, caption: entry.caption ?? 'kite' }
  writeFileSync(path, `${JSON.stringify({ version: 2, images }, null, 2)}\n`)
}

describe('decisions of earlier builds', () => {
  test('change nothing that can be seen, whatever changed in between', async () => {
    let recalled = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const root = folder({
          'a.svg': 'caption:one',
          'b.svg': large('caption:two'),
          'c.jpg': large('photo'),
        })
        writeFileSync(join(root, '..', 'out.svg'), 'caption:out')
        const cacheFile = join(root, 'cache', 'build')
        const pages = { 'one.html': pieces.slice(0, 3).join(''), 'two.html': pieces.slice(2, 7).join('') }
        let site: Site = { root, pages, options: {}, shows: false }
        for (const step of [['nothing'] as const, ...steps]) {
          site = change(site, step)
          const { read } = await buildBoth(site, cacheFile)
          const described = new Set(read.map((line) => line.split(' ')[0]))
          recalled += Object.keys(site.pages).length - described.size
          await tick()
        }
        rmSync(root, { recursive: true })
      }),
      { numRuns: 40 },
    )
    // Else there is nothing that the property says.
    expect(recalled).toBeGreaterThan(100)
  })

  test('keep a build from looking at what has not changed', async () => {
    const root = folder({ 'a.svg': 'caption:one', 'c.jpg': 'photo', 'public/d.svg': 'caption:three' })
    const cacheFile = join(root, 'cache', 'build')
    const pages = { 'one.html': '<img src=a.svg><img src=/d.svg>', 'two.html': '<img src=c.jpg>' }
    const site = { root, pages, options: {}, shows: true }
    await buildBoth(site, cacheFile)
    await tick()
    // The lockfile is a new one, and says the same of the pictures.
    expect((await buildBoth(site, cacheFile)).read).toEqual([])
    expect((await buildBoth(site, cacheFile)).read).toEqual([])
    writeFileSync(join(root, 'c.jpg'), 'caption:kite')
    expect((await buildBoth(site, cacheFile)).read).toEqual(['two.html c.jpg'])
    const changed = { ...site, pages: { ...pages, 'one.html': '<p>Hi<img src=a.svg>' } }
    expect((await buildBoth(changed, cacheFile)).read).toEqual(['one.html a.svg'])
    const kept = readFileSync(cacheFile, 'utf8').split('\n').length
    expect(kept).toBe(1 + 1 + 2)
  })

  test('are made without the pictures that the lockfile answers for', async () => {
    const root = folder({
      'photo.jpg': large('caption:a barn'),
      'small.png': 'caption:two',
      'words.svg': large('<svg><text>Sale</text></svg>'),
      'new.png': large('caption:three'),
    })
    const cacheFile = join(root, 'cache', 'build')
    const known = '<img src=photo.jpg><img src=small.png><img src=words.svg>'
    const site = { root, pages: { 'one.html': known }, options: {}, shows: false }
    await build(site)
    const first = await buildBoth(site, cacheFile)
    expect(first.seen.sources['one.html']).toContain('alt="A barn"')
    expect(first.read).toEqual(['one.html small.png', 'one.html words.svg'])
    await tick()
    expect((await buildBoth(site, cacheFile)).read).toEqual([])
    // By its stamp, from now on.
    const changed = { ...site, pages: { 'one.html': '<p><img src=photo.jpg><img src=new.png>' } }
    const { read, seen } = await buildBoth(changed, cacheFile)
    expect(read).toEqual(['one.html new.png'])
    expect(seen.captioned).toEqual(['caption:three'])
    // Who shows pictures has to see them.
    expect((await buildBoth({ ...changed, shows: true }, cacheFile)).read).toEqual([
      'one.html photo.jpg',
      'one.html new.png',
    ])
  })

  test('that are damaged, or another version’s, are as good as none', async () => {
    const root = folder({ 'a.svg': 'caption:one' })
    const cacheFile = join(root, 'cache', 'build')
    const site = { root, pages: { 'one.html': '<img src=a.svg>' }, options: {}, shows: true }
    const first = await build(site, cacheFile)
    const whole = readFileSync(cacheFile, 'utf8')
    const forged = whole.replace('"after":"One"', '"after":"Two"')
    expect(forged).not.toBe(whole)
    for (const damaged of ['', whole.slice(0, -1), `${whole} `, forged, '\0'.repeat(whole.length)]) {
      writeFileSync(cacheFile, damaged)
      const again = await build(site, cacheFile)
      expect(again.seen.sources).toEqual(first.seen.sources)
      expect(again.read).toEqual(['one.html a.svg'])
    }
    expect(openBuildCache(cacheFile, 'test').stamps.entries()).toHaveLength(1)
    expect(openBuildCache(cacheFile, 'another').stamps.entries()).toHaveLength(0)
  })

  test('are left where they cannot be written', async () => {
    const root = folder({ 'a.svg': 'caption:one', cache: 'a file' })
    const site = { root, pages: { 'one.html': '<img src=a.svg>' }, options: {}, shows: true }
    const { seen } = await build(site, join(root, 'cache', 'build'))
    expect(seen.sources['one.html']).toContain('alt="One"')
    expect(readFileSync(join(root, 'cache'), 'utf8')).toBe('a file')
  })

  test('are not trusted about a file that was written a moment ago', async () => {
    const root = folder({ 'a.svg': 'caption:one' })
    vi.useRealTimers()
    const cacheFile = join(root, 'cache', 'build')
    const site = { root, pages: { 'one.html': '<img src=a.svg>' }, options: {}, shows: true }
    await build(site, cacheFile)
    expect(openBuildCache(cacheFile, 'test').stamps.entries()).toEqual([])
    expect((await build(site, cacheFile)).read).toEqual([])
  })
})
