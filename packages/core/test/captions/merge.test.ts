import { formatLockfile, type LockfileData, mergeLockfiles, parseLockfile } from '@altwright/core/lockfile'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hash, lockfile, machineEntry, personEntry } from './arbitrary.ts'

const merged = (base: LockfileData, ours: LockfileData, theirs: LockfileData) =>
  mergeLockfiles(base, ours, theirs).data
const text = (data: LockfileData) => formatLockfile(data)
const none: LockfileData = { version: 2, images: {} }

test('reading what was written gives the same', () => {
  fc.assert(
    fc.property(lockfile, (data) => {
      const written = text(data)
      const read = parseLockfile(written, 'x')
      expect(read).toEqual(data)
      expect(text(read)).toBe(written)
    }),
    { numRuns: 500 },
  )
})

describe('merging', () => {
  // Each side gets pictures of its own.
  const apart = fc.tuple(lockfile, lockfile, lockfile, lockfile).map((all) =>
    all.map((data, side): LockfileData => {
      const images = Object.entries(data.images).map(([key, value]) => [
        `${key.slice(0, 7)}${side}${key.slice(8)}`,
        value,
      ])
      return { version: 2, images: Object.fromEntries(images) }
    }),
  )
  const plus = (a: LockfileData, b: LockfileData): LockfileData => ({
    version: 2,
    images: { ...a.images, ...b.images },
  })

  test('takes what was done to different pictures on both sides, in any order', () => {
    fc.assert(
      fc.property(apart, ([base, a, b, c]) => {
        const [base_, a_, b_, c_] = [base, a, b, c] as [
          LockfileData,
          LockfileData,
          LockfileData,
          LockfileData,
        ]
        const [one, two, three] = [plus(base_, a_), plus(base_, b_), plus(base_, c_)]
        const both = text(merged(base_, one, two))
        expect(both).toBe(text(plus(plus(base_, a_), b_)))
        expect(both).toBe(text(merged(base_, two, one)))
        expect(text(merged(base_, merged(base_, one, two), three))).toBe(
          text(merged(base_, one, merged(base_, two, three))),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('a person wins over a machine, whichever side and whatever was there before', () => {
    fc.assert(
      fc.property(
        hash,
        fc.option(machineEntry),
        machineEntry,
        personEntry,
        (key, before, machine, person) => {
          const of = (value: typeof machine): LockfileData => ({ version: 2, images: { [key]: value } })
          const base = before === null ? none : of(before)
          for (const [ours, theirs] of [
            [of(machine), of(person)],
            [of(person), of(machine)],
          ] as const) {
            const { data, conflicts } = mergeLockfiles(base, ours, theirs)
            expect(conflicts).toEqual([])
            expect(data.images[key]?.state).toBe(person.state)
            expect(data.images[key]?.alt).toBe(person.alt)
            expect(data.images[key]?.uses ?? {}).toEqual(person.uses ?? {})
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('of two machines the surer one wins, whichever side it is on', () => {
    fc.assert(
      fc.property(hash, machineEntry, machineEntry, (key, a, b) => {
        const of = (value: typeof a): LockfileData => ({ version: 2, images: { [key]: value } })
        expect(text(merged(none, of(a), of(b)))).toBe(text(merged(none, of(b), of(a))))
      }),
      { numRuns: 300 },
    )
  })

  const key = `sha256-${'a'.repeat(64)}`
  const lens = (fields: object): LockfileData => ({
    version: 2,
    images: { [key]: { state: 'generated', caption: 'lens', ...fields } },
  })

  test('two people who disagree are a conflict, and only about what they disagree on', () => {
    const ours = lens({ state: 'edited', alt: 'One', uses: { x: { state: 'decorative' } } })
    const theirs = lens({ state: 'edited', alt: 'Two', uses: { y: { state: 'decorative' } } })
    const { data, conflicts } = mergeLockfiles(lens({}), ours, theirs)
    expect(conflicts).toEqual([{ hash: key, use: undefined }])
    expect(data.images[key]).toMatchObject({ alt: 'One', uses: { x: {}, y: {} } })
    const uses = (alt: string) => lens({ uses: { '* › link to /': { state: 'edited', alt } } })
    expect(mergeLockfiles(lens({}), uses('Home'), uses('Start')).conflicts).toEqual([
      { hash: key, use: '* › link to /' },
    ])
  })

  test('what one side pruned goes, unless the other side decided about it', () => {
    expect(merged(lens({}), none, lens({}))).toEqual(none)
    const decided = lens({ state: 'approved' })
    expect(merged(lens({}), none, decided)).toEqual(decided)
  })
})
