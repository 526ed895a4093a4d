import { readFileSync } from 'node:fs'
import { formatLockfile, parseLockfile } from '@altwright/core/lockfile'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lockfile } from './arbitrary.ts'

const schema = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@altwright/core/lockfile.schema.json')), 'utf8'),
)
const valid = new Ajv({ strictTypes: false }).compile(schema)

function isRead(value: unknown): boolean {
  try {
    parseLockfile(JSON.stringify(value), 'x')
    return true
  } catch {
    return false
  }
}

test('what is written is valid by the published schema', () => {
  fc.assert(
    fc.property(lockfile, (data) => {
      expect(valid(JSON.parse(formatLockfile(data))), JSON.stringify(valid.errors)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('schema and reader refuse the same mistakes', () => {
  const mistake = fc.tuple(
    fc.constantFrom(
      'state',
      'alt',
      'caption',
      'uses',
      'copyOf',
      'confidence',
      'reason',
      'atl',
      'note',
      'source',
    ),
    fc.constantFrom(
      undefined,
      1,
      'x',
      {},
      'edited',
      'generated',
      null,
      ' ',
      '',
      { x: { state: 'edited' } },
      { x: { state: 'decorative' } },
    ),
  )
  fc.assert(
    fc.property(lockfile, fc.array(mistake, { minLength: 1, maxLength: 3 }), (data, mistakes) => {
      const spoilt = JSON.parse(JSON.stringify(data))
      for (const entry of Object.values<Record<string, unknown>>(spoilt.images)) {
        for (const [key, value] of mistakes) entry[key] = value
      }
      const written = JSON.parse(JSON.stringify(spoilt))
      expect(valid(written), JSON.stringify(written)).toBe(isRead(written))
    }),
    { numRuns: 1000 },
  )
})
