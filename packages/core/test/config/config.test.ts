import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { configPlaces, loadConfig, mergeOptions, resolveOptions } from '@altwright/core/config'
import { getDefaultSearchPlaces } from 'cosmiconfig'
import { describe, expect, test } from 'vitest'
import { folder } from '../flow/fake.ts'

const place = { root: '/site', ci: false }

describe('resolveOptions', () => {
  test('fills every default in', () => {
    expect(resolveOptions(undefined, 'options', place)).toEqual({
      root: '/site',
      publicDirs: ['/site/public', '/site'],
      base: '/',
      remote: false,
      lockfile: '/site/altwright.lock.json',
      components: [],
      emptyMarkdownAlt: 'decorative',
      model: 'auto',
      decoding: {},
      matcher: undefined,
      answerer: undefined,
      locked: false,
      onMissingModel: 'report',
      overrides: [],
      fail: undefined,
      fill: 'all',
      rules: {},
      mark: true,
      maxLength: 125,
      neutral: false,
      onOtherLanguage: 'report',
      report: { html: undefined, json: undefined },
      crawl: {
        mode: 'auto',
        depth: 3,
        maxPages: 200,
        maxPerTemplate: undefined,
        concurrency: 4,
        timeout: 30_000,
        include: [],
        exclude: [],
        allowedHosts: [],
        sitemap: true,
        robots: true,
        delay: 0,
        retries: 2,
        headers: {},
        cookies: {},
        httpCredentials: undefined,
        storageState: undefined,
        login: undefined,
        onPage: undefined,
        userAgent: undefined,
        viewport: undefined,
        device: undefined,
      },
    })
    expect(resolveOptions({ locked: null }, 'options', { ...place, ci: true }).locked).toBe(true)
    expect(resolveOptions({ locked: false }, 'options', { ...place, ci: true }).locked).toBe(false)
  })

  test.each([
    [{ lockFile: 'x' }, 'x.config.js: unknown option `lockFile`, did you mean `lockfile`?'],
    [{ crawl: { dept: 1 } }, 'x.config.js: unknown option `crawl.dept`, did you mean `depth`?'],
    [{ decoding: { beam: 3 } }, 'x.config.js: unknown option `decoding.beam`, did you mean `beams`?'],
    [
      { decoding: { precision: 'int4' } },
      'x.config.js: `decoding.precision`: expected ("fp32" | "fp16" | "int8" | "int8-row"), found "int4"',
    ],
    [
      { rules: { 'alt-filname': 'off' } },
      'x.config.js: unknown option `rules.alt-filname`, did you mean `alt-filename`?',
    ],
    [
      { rules: { logo: 'warn' } },
      'x.config.js: `rules.logo`: expected ("off" | "info" | "warning" | "error"), found "warn"',
    ],
    [{ fail: 'yes' }, 'x.config.js: `fail`: expected boolean, found "yes"'],
    [{ fail: { error: 1 } }, 'x.config.js: unknown option `fail.error`, did you mean `errors`?'],
    [{ fail: { errors: -1 } }, 'x.config.js: `fail.errors`: expected at least 0, found -1'],
    [{ fill: 'some' }, 'x.config.js: `fill`: expected ("all" | "approved" | "none"), found "some"'],
    [
      { overrides: [{ files: 'a/**' }, { file: 'b/**' }] },
      'x.config.js: `overrides.1.files`: expected "files", found undefined; unknown option `overrides.1.file`, did you mean `files`?',
    ],
    [{ overrides: [{ files: [] }] }, 'x.config.js: `overrides.0.files`: expected text, found none'],
    [{ overrides: [{ files: 'a', lockfile: 'x' }] }, 'x.config.js: unknown option `overrides.0.lockfile`'],
    [
      { overrides: [{ files: 'a', rules: { logos: 'off' } }] },
      'x.config.js: unknown option `overrides.0.rules.logos`, did you mean `logo`?',
    ],
    [
      { components: ['image'] },
      'x.config.js: `components.0`: expected the tag of a custom element, in lower case and with a hyphen, or the name of a component, found "image"',
    ],
    [{ zzzzzzzz: 1 }, 'x.config.js: unknown option `zzzzzzzz`'],
    [{ maxLength: '125' }, 'x.config.js: `maxLength`: expected number, found "125"'],
    [{ maxLength: 3 }, 'x.config.js: `maxLength`: expected at least 10, found 3'],
    [{ report: 'html' }, 'x.config.js: `report`: expected Object, found "html"'],
    [{ model: '' }, 'x.config.js: `model`: expected text, found none'],
    [7, 'x.config.js: expected an object of options'],
  ])('%j is refused', (options, message) => {
    expect(() => resolveOptions(options as never, 'x.config.js', place)).toThrow(
      expect.objectContaining({ code: 'bad-config', message }),
    )
  })
})

describe('fail', () => {
  test.each([
    [undefined, undefined],
    [false, undefined],
    [true, { errors: 0, warnings: Infinity }],
    [{ warnings: 3 }, { errors: 0, warnings: 3 }],
    [{ errors: 9 }, { errors: 9, warnings: Infinity }],
  ])('%j', (fail, limits) => {
    expect(resolveOptions({ fail }, 'options', place).fail).toEqual(limits)
  })

  test('is what the adapter says where a person says nothing', () => {
    const command = { ...place, fail: true }
    expect(resolveOptions({}, 'options', command).fail).toEqual({ errors: 0, warnings: Infinity })
    expect(resolveOptions({ fail: false }, 'options', command).fail).toBeUndefined()
  })
})

describe('mergeOptions', () => {
  test('goes by key, and hides nothing with nothing', () => {
    const file = {
      fail: { errors: 4 },
      rules: { logo: 'off', avatar: 'info' },
      overrides: [{ files: 'blog/**', fill: 'none' }],
      maxLength: 90,
    } as const
    const flags = {
      fail: { warnings: 1 },
      rules: { logo: 'error' },
      overrides: [{ files: 'x.html' }],
      maxLength: undefined,
    } as const
    expect(mergeOptions(file, flags)).toMatchObject({
      fail: { errors: 4, warnings: 1 },
      rules: { logo: 'error', avatar: 'info' },
      overrides: [{ files: 'blog/**', fill: 'none' }, { files: 'x.html' }],
      maxLength: 90,
    })
    expect(mergeOptions(file, { fail: false })).toMatchObject({ fail: false })
    expect(mergeOptions(file, {})).toMatchObject({ fail: { errors: 4 } })
  })
})

describe('loadConfig', () => {
  test('finds the file upwards and says which', async () => {
    const root = await folder({
      'package.json': '{}',
      'altwright.config.js': 'module.exports = { maxLength: 80 }',
      'deep/er/x': '',
    })
    expect(await loadConfig(join(root, 'deep/er'))).toEqual({
      options: { maxLength: 80 },
      path: join(root, 'altwright.config.js'),
    })
    expect(await loadConfig(await folder({ 'package.json': '{}' }))).toEqual({ options: {}, path: undefined })
  })

  test.each([
    [
      'altwright.config.ts',
      'import type { X } from "./x.ts"\nexport default { maxLength: 80 satisfies number }',
    ],
    ['altwright.config.mjs', 'export default { maxLength: 80 }'],
    ['altwright.config.json', '{ "maxLength": 80 }'],
    ['.altwrightrc', 'maxLength: 80'],
  ])('reads %s', async (file, text) => {
    const root = await folder({ 'package.json': '{}', [file]: text })
    expect((await loadConfig(root)).options).toEqual({ maxLength: 80 })
  })

  test.each([
    ['altwright.config.js', 'module.exports = '],
    ['altwright.config.mjs', 'export default '],
    ['altwright.config.cjs', 'module.exports = '],
    ['altwright.config.ts', 'export default '],
    ['.altwrightrc.json', ''],
  ])('reads %s again after it was changed', async (file, start) => {
    const root = await folder({ 'package.json': '{}', [file]: `${start}{ "maxLength": 80 }` })
    expect((await loadConfig(root)).options).toEqual({ maxLength: 80 })
    await writeFile(join(root, file), `${start}{ "maxLength": 90 }`)
    expect((await loadConfig(root)).options).toEqual({ maxLength: 90 })
  })

  test('says which files it would read', async () => {
    const root = await folder({ 'package.json': '{}', 'deep/er/x': '', '.altwrightrc.json': '{}' })
    const places = configPlaces(join(root, 'deep'))
    expect(places).toContain((await loadConfig(join(root, 'deep'))).path)
    expect(places).toContain(join(root, 'deep/altwright.config.ts'))
    expect(places.filter((place) => !place.startsWith(root))).toEqual([])
  })

  test('looks everywhere that other tools with a configuration do', async () => {
    const root = await folder({ 'package.json': '{}' })
    const own = configPlaces(root).map((path) => relative(root, path))
    expect(['package.json', ...own].toSorted()).toEqual(
      [...getDefaultSearchPlaces('altwright'), 'altwright.config.json'].toSorted(),
    )
  })

  test('reads the manifest of the project', async () => {
    const manifest = '{ "altwright": { "maxLength": 80 } }'
    const root = await folder({ 'package.json': manifest, 'deep/er/x': '' })
    expect((await loadConfig(join(root, 'deep'))).options).toEqual({ maxLength: 80 })
  })

  test('names a file that is broken or missing', async () => {
    const root = await folder({ 'altwright.config.json': '{' })
    const file = join(root, 'altwright.config.json')
    await expect(loadConfig(root, file)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-config', message: expect.stringContaining(file) }),
    )
    await expect(loadConfig(root, join(root, 'no.json'))).rejects.toThrow(
      expect.objectContaining({ code: 'bad-config', message: expect.stringContaining('no.json') }),
    )
  })
})
