import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { copyOf, expectImages, readExpected } from './expected.ts'

const pages = readExpected('blog')
let folder: string
let built: { status: number | null; stdout: string; stderr: string }

beforeAll(() => {
  folder = copyOf('blog', {})
  built = spawnSync(process.execPath, ['build.js'], { cwd: folder, encoding: 'utf8' })
})

test('builds, says what a person must do, and ends by itself', () => {
  expect(built).toMatchObject({ status: 0 })
  expect(built.stdout).toContain('4 pages in')
  expect(built.stderr).toMatch(/what-the-signs-mean\.md:\d+:\d+.*photo/)
})

describe.each(pages)('%s', (page, expected) => {
  test('has the alts that it needs', () => {
    expectImages(page, readFileSync(join(folder, 'dist', page), 'utf8'), expected)
  })
})
