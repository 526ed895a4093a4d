import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '@altwright/core'
import { resolveOptions, type Settings } from '@altwright/core/config'
import { expect, test } from 'vitest'
import { configurationPage, optionsOf } from '../configuration-page.mjs'
import { rulesPage } from '../rules-page.mjs'

const root = join(import.meta.dirname, '../..')

test('docs/rules.md is written from the rule table; update with `pnpm test -u`', async () => {
  expect(rulesPage(rules)).not.toContain('undefined')
  await expect(rulesPage(rules)).toMatchFileSnapshot(join(root, 'docs/rules.md'))
})

const source = ['options', 'crawl']
  .map((file) => readFileSync(join(root, `packages/core/src/config/${file}.ts`), 'utf8'))
  .join('\n')

test('docs/configuration.md is written from the options; update with `pnpm test -u`', async () => {
  await expect(configurationPage(source)).toMatchFileSnapshot(join(root, 'docs/configuration.md'))
  const named = ['AltwrightOptions', 'PolicyOptions'].flatMap((name) => optionsOf(source, name))
  const settings = resolveOptions({}, 'options', { root: '/r', ci: false })
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(settings).sort())
  expect(named.filter((option) => option.text === '')).toEqual([])
})

test('the documented default of each option is the real one', () => {
  const documented = [...source.matchAll(/@default (\S.*)\n(?:\s*\*.*\n)*?\s*\*\/\n\s*readonly (\w+)\?:/g)]
  const settings = resolveOptions({}, 'options', { root: '/r', ci: false })
  const { model: models } = resolveOptions({ model: { photos: 'a/b' } }, 'options', { root: '/r', ci: false })
  const real: Record<string, unknown> = {
    ...settings,
    ...settings.crawl,
    ...(models as object),
    photos: undefined,
  }
  const checked = documented.flatMap(([, value = '', name = '']) => {
    if (!/^['[\d]|^(?:true|false)$/.test(value) || name === 'errors') return []
    const expected = JSON.parse(value.replaceAll("'", '"'))
    expect(relative(real[name as keyof Settings]), name).toEqual(expected)
    return [name]
  })
  expect(checked).toEqual([
    'publicDirs',
    'base',
    'remote',
    'lockfile',
    'components',
    'model',
    'onMissingModel',
    'overrides',
    'emptyMarkdownAlt',
    'fill',
    'mark',
    'maxLength',
    'neutral',
    'onOtherLanguage',
    'graphics',
    'mode',
    'depth',
    'maxPages',
    'concurrency',
    'timeout',
    'sitemap',
    'robots',
    'delay',
    'retries',
  ])
})

/** Paths as an option would name them. */
function relative(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relative)
  return typeof value === 'string' && value.startsWith('/r') ? value.slice(3) || '.' : value
}
