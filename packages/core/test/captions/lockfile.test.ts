import { fork } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatLockfile, mergeLockfiles, parseLockfile } from '@altwright/core/lockfile'
import { describe, expect, test } from 'vitest'
import { describePage, fakeCaptioner, folder } from '../flow/fake.ts'

const hash = `sha256-${'0'.repeat(64)}`

const entry = (fields: string) => `{"version": 2, "images": {"${hash}": {${fields}}}}`

describe('a lockfile that cannot be read stops the run and is left alone', () => {
  test.each([
    ['not JSON', '{', /altwright\.lock\.json: is not valid JSON/],
    [
      'conflict markers',
      '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n',
      /merge conflict markers; `altwright lock merge` settles them/,
    ],
    [
      'another version',
      '{"version": 9, "images": {}}',
      /has version 9, and this release reads versions 1 and 2\. Update altwright/,
    ],
    ['no number', '{"version": "2", "images": {}}', /has version "2".* Restore it from version control/],
    ['nothing', '\uFEFF \r\n', /is empty\. Restore it/],
    [
      'a misspelt key',
      entry('"state": "edited", "alt": "a", "atl": "b"'),
      /key `atl`, which is not known, did you mean `alt`\?/,
    ],
    [
      'a key of its own',
      entry('"state": "decorative", "reviewer": "me"'),
      /key `reviewer`, which is not known\./,
    ],
    [
      'uses in version 1',
      `{"version": 1, "images": {"${hash}": {"state": "edited", "alt": "a", "uses": {}}}}`,
      /key `uses`/,
    ],
    [
      'a copy of a copy',
      `{"version": 2, "images": {"${hash}": {"copyOf": "${hash}"}}}`,
      /is a copy of a copy/,
    ],
    [
      'a use that is approved',
      entry('"uses": {"* › figure": {"state": "approved"}}'),
      /use “\* › figure” has the state "approved"/,
    ],
    ['nothing decided', entry('"source": "a.svg"'), /has the state undefined/],
    ['no images', '{"version": 1}', /has no object `images`/],
    ['a bad key', '{"version": 1, "images": {"x": {}}}', /the key “x”, which is no content hash/],
    [
      'a bad state',
      `{"version": 1, "images": {"${hash}": {"state": "done"}}}`,
      /the state "done"; known: approved/,
    ],
    [
      'edited without alt',
      `{"version": 1, "images": {"${hash}": {"state": "edited"}}}`,
      /is edited and has no `alt`/,
    ],
    ['a blank alt', entry('"state": "edited", "alt": " \\u00a0"'), /its `alt` is nothing but white space/],
    [
      'a blank alt of a use',
      entry('"uses": {"* › figure": {"state": "edited", "alt": " "}}'),
      /use “\* › figure” is edited and its `alt` is nothing/,
    ],
    [
      'a number as caption',
      `{"version": 1, "images": {"${hash}": {"state": "generated", "caption": 1}}}`,
      /`caption` is not text/,
    ],
  ])('%s', async (_, text, message) => {
    const root = await folder({ 'a.svg': 'caption:a', 'altwright.lock.json': text })
    await expect(describePage(root, '<img src=a.svg>', fakeCaptioner())).rejects.toThrow(message)
    expect(readFileSync(join(root, 'altwright.lock.json'), 'utf8')).toBe(text)
  })
})

test('a person’s text written during a run survives its save', async () => {
  const root = await folder({ 'a.svg': 'caption:a' })
  const path = join(root, 'altwright.lock.json')
  await describePage(root, '<img src=a.svg>', fakeCaptioner())
  const reviewed = readFileSync(path, 'utf8').replace('"generated"', '"rejected"')
  const fake = fakeCaptioner()
  writeFileSync(path, '{"version": 1, "images": {}}')
  await describePage(root, '<img src=a.svg>', {
    ...fake,
    async caption(images, options) {
      writeFileSync(path, reviewed)
      return fake.caption(images, options)
    },
  })
  expect(readFileSync(path, 'utf8')).toBe(reviewed)
})

test('several processes at once lose no entry', async () => {
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.svg`, `caption:number ${i}`]))
  const root = await folder(files)
  await Promise.all(
    Object.keys(files).map(
      (file) =>
        new Promise<void>((resolve, reject) => {
          fork(join(import.meta.dirname, 'save-one.mjs'), [root, file])
            .on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))))
            .on('error', reject)
        }),
    ),
  )
  const { images } = JSON.parse(readFileSync(join(root, 'altwright.lock.json'), 'utf8'))
  expect(
    Object.values<{ caption: string }>(images)
      .map((entry) => entry.caption)
      .sort(),
  ).toEqual(
    Object.values(files)
      .map((text) => text.replace('caption:', ''))
      .sort(),
  )
})

test('an older version is read, and written anew only where something changed', async () => {
  const root = await folder({ 'a.svg': 'caption:apple', 'b.svg': 'caption:bell' })
  const path = join(root, 'altwright.lock.json')
  await describePage(root, '<img src=a.svg>', fakeCaptioner())
  const first = readFileSync(path, 'utf8').replace('"version": 2', '"version": 1')
  // As Windows editors leave it.
  const windows = `\uFEFF${first.replaceAll('\n', '\r\n')}`
  writeFileSync(path, windows)
  const { source } = await describePage(root, '<img src=a.svg>', fakeCaptioner())
  expect(source).toContain('alt="Apple"')
  expect(readFileSync(path, 'utf8')).toBe(windows)
  await describePage(root, '<img src=b.svg>', fakeCaptioner())
  const second = JSON.parse(readFileSync(path, 'utf8'))
  expect(second.version).toBe(2)
  expect(second.images).toMatchObject(JSON.parse(first).images)
  expect(Object.keys(second.images)).toHaveLength(2)
})

test('a lock that a killed process left is taken over, and a link is followed', async () => {
  const root = await folder({ 'a.svg': 'caption:a', 'real/lock.json': '{"version": 2, "images": {}}' })
  symlinkSync(join(root, 'real/lock.json'), join(root, 'altwright.lock.json'))
  mkdirSync(join(root, 'real/lock.json.lock'))
  utimesSync(join(root, 'real/lock.json.lock'), 1, 1)
  await describePage(root, '<img src=a.svg>', fakeCaptioner())
  expect(lstatSync(join(root, 'altwright.lock.json')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(root, 'real/lock.json'), 'utf8')).toContain('"caption": "a"')
})

test('a place that cannot be written to is a clear error', async () => {
  const root = await folder({ 'a.svg': 'caption:a', file: '' })
  await expect(
    describePage(root, '<img src=a.svg>', fakeCaptioner(), { lockfile: 'file/altwright.lock.json' }),
  ).rejects.toThrow(/file\/altwright\.lock\.json: cannot be (?:read|written)/)
})

test('a lock that cannot be made is not waited for', async () => {
  const root = await folder({ 'a.svg': 'caption:a' })
  // The name of its lock is longer than names can be.
  await expect(
    describePage(root, '<img src=a.svg>', fakeCaptioner(), { lockfile: `${'a'.repeat(246)}.json` }),
  ).rejects.toThrow(/json: cannot be written \(ENAMETOOLONG: [^,()]*\)\.$/)
})

test('fifty thousand entries are read, formatted and merged', () => {
  const images = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, i) => [
      `sha256-${i.toString(16).padStart(64, '0')}`,
      { state: 'generated' as const, caption: `number ${i}` },
    ]),
  )
  const text = formatLockfile({ version: 2, images })
  const data = parseLockfile(text, 'x')
  expect(formatLockfile(mergeLockfiles(data, data, { version: 2, images: {} }).data)).not.toBe(text)
  expect(formatLockfile(mergeLockfiles(undefined, data, data).data)).toBe(text)
})
