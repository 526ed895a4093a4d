import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeHtml, fileLoader, openRun, type Run } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { openCaptioner } from '@altwright/core/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyOf, expectImages, readExpected, withoutInsertions } from './expected.ts'

const pages = readExpected('crawl-site')
let folder: string
let run: Run

beforeAll(async () => {
  folder = copyOf('crawl-site', {})
  const settings = resolveOptions({}, 'options', { root: folder, ci: false })
  run = await openRun({ command: 'fix', settings, openCaptioner: () => openCaptioner(settings) })
})

afterAll(() => run.dispose())

describe.each(pages)('%s', (document, expected) => {
  test('has the alts that it needs when it is fixed, and is otherwise the same', async () => {
    const source = readFileSync(join(folder, document), 'utf8')
    const load = fileLoader({ root: folder, publicDirs: [folder], document })
    const page = await describeHtml(run, { document, source, load })
    expectImages(document, page.source, expected)
    expect(withoutInsertions(page.source)).toBe(source)
  })
})
