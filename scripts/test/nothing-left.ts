/**
 * Gives the tests of a file a temporary folder, takes it away after them, and fails where others have left something in it:
 * a browser its profile, an engine its models.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { prefix } from '../../packages/core/test/temporary.ts'

const before = process.env['TMPDIR']
const folder = mkdtempSync(join(tmpdir(), 'altwright-tests-'))
process.env['TMPDIR'] = folder

afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  const known = [prefix, ...(process.env['MAY_BE_LEFT']?.split(' ') ?? [])]
  const left = readdirSync(folder).filter((name) => !known.some((start) => name.startsWith(start)))
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  expect(left, 'left in the temporary folder').toEqual([])
})
