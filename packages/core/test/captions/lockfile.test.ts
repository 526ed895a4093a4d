import { fork } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describePage, fakeCaptioner, folder } from '../flow/fake.ts'

const hash = `sha256-${'0'.repeat(64)}`

describe('a lockfile that cannot be read stops the run and is left alone', () => {
  test.each([
    ['not JSON', '{', /altwright\.lock\.json: is not valid JSON/],
    ['conflict markers', '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n', /merge conflict markers/],
    ['another version', '{"version": 9, "images": {}}', /has version 9, and this release reads version 1/],
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
