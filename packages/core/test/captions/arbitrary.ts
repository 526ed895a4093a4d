import type { LockEntry, LockfileData, UseDecision } from '@altwright/core/lockfile'
import fc from 'fast-check'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const words = fc.oneof(
  text,
  fc.constantFrom('=1+1', "'=x", '-a', '@b', '\tc', 'a,"b"', 'one\r\ntwo', ' a ', '＝d'),
)

export const hash = fc
  .integer({ min: 0, max: 0xffff })
  .map((number) => `sha256-${number.toString(16).padStart(64, '0')}`)

const use: fc.Arbitrary<UseDecision> = fc.oneof(
  fc.record({ state: fc.constant('edited' as const), alt: words }),
  fc.record({ state: fc.constantFrom('decorative' as const, 'rejected' as const) }),
)
const seen = {
  engine: text,
  source: words,
  confidence: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
}
const optional = { requiredKeys: ['state'] as ['state'] }
const uses = fc.dictionary(
  fc.oneof(words, fc.constant('__proto__')).filter((key) => key !== ''),
  use,
  { minKeys: 1, maxKeys: 3 },
)

export const machineEntry: fc.Arbitrary<LockEntry> = fc.oneof(
  fc.record(
    { state: fc.constant('generated' as const), caption: words, ...seen },
    { requiredKeys: ['state', 'caption'] },
  ),
  fc.record(
    {
      state: fc.constant('abstained' as const),
      reason: fc.constantFrom('photo' as const, 'unknown' as const),
      ...seen,
    },
    optional,
  ),
)
export const personEntry: fc.Arbitrary<LockEntry> = fc.oneof(
  fc.record(
    { state: fc.constant('edited' as const), alt: words, note: text, ...seen },
    { requiredKeys: ['state', 'alt'] },
  ),
  fc.record(
    { state: fc.constant('approved' as const), caption: words, uses, ...seen },
    { requiredKeys: ['state', 'caption'] },
  ),
  fc.record(
    { state: fc.constantFrom('decorative' as const, 'rejected' as const), caption: words, uses },
    optional,
  ),
)
export const entry = fc.oneof(machineEntry, personEntry)

export const lockfile: fc.Arbitrary<LockfileData> = fc
  .dictionary(hash, entry, { maxKeys: 6 })
  .map((images) => ({ version: 2, images: { ...images } }))
