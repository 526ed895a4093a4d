import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '@altwright/core'
import { build, type InlineConfig } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'
import { copyOf, type Expected, expectImages, readExpected, withoutInsertions } from './expected.ts'

const pages = readExpected('vite-site')
let folder: string

beforeAll(async () => {
  folder = copyOf('vite-site', { report: { json: 'report.json' } })
  await buildSite({ root: folder, build: { outDir: 'dist' } })
  const input = pages.map(([page]) => join(folder, page))
  const plain = { outDir: 'plain', assetsInlineLimit: 0, rolldownOptions: { input } }
  await buildSite({ root: folder, configFile: false, base: './', build: plain })
})

const buildSite = (config: InlineConfig) => build({ logLevel: 'silent', ...config })
const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')

describe.each(pages)('%s', (page, expected) => {
  test('has the alts that it needs', () => {
    expectImages(page, read('dist', page), expected)
  })

  test('is otherwise the page that Vite builds', () => {
    expect(withoutInsertions(read('dist', page))).toBe(read('plain', page))
  })

  test('reports what a person must do', () => {
    const { findings }: Report = JSON.parse(read('report.json'))
    const open = findings.filter((finding) => finding.document === page && finding.severity !== 'info')
    const must = expected.filter(({ is }) => is === 'review')
    const may = expected.filter(({ is }) => is !== 'decorative')
    const addresses = (items: readonly Expected[]) => items.map((item) => item.src)
    expect(open.map((finding) => finding.source)).toEqual(expect.arrayContaining(addresses(must)))
    expect(addresses(may)).toEqual(expect.arrayContaining(open.map((finding) => finding.source)))
  })
})

test('the model knows most of the drawings', () => {
  const of = (kind: Expected['is']) =>
    pages.flatMap(([, expected]) => expected.filter(({ is }) => is === kind)).length
  expect(of('filled')).toBeGreaterThan(2 * of('filledOrReview'))
})
