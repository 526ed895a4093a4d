import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash, fileStamps, imageFiles, imageIdentities } from '@altwright/core/page'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const mib = 1024 * 1024

test('a file is identified by what would be loaded, however long it is', async () => {
  const root = temporaryFolder()
  const roots = { root, publicDirs: [] }
  const stamps = fileStamps()
  const load = imageFiles(roots).loaderFor('index.html')
  const identify = imageIdentities(roots, stamps).identifierFor('index.html')
  const again = imageIdentities(roots, stamps).identifierFor('index.html')
  for (const length of [0, 1, 600, mib / 4 - 1, mib / 4, mib / 4 + 1, mib, 3 * mib + 7]) {
    const name = `${length}.png`
    writeFileSync(join(root, name), Buffer.alloc(length, `picture of ${length} bytes `))
    const loaded = await load(name)
    if (loaded.status !== 'loaded') throw new Error(loaded.message)
    expect(identify(name)).toEqual({
      status: 'identified',
      hash: contentHash(loaded.bytes),
      file: { length, first: loaded.bytes[0] },
    })
    expect(again(name)).toEqual(identify(name))
  }
})

test('what cannot be loaded cannot be identified, for the same reason', async () => {
  const folder = temporaryFolder()
  const root = join(folder, 'site')
  mkdirSync(join(root, 'folder.png'), { recursive: true })
  writeFileSync(join(folder, 'out.png'), 'outside')
  writeFileSync(join(root, 'huge.png'), Buffer.alloc(32 * mib + 1))
  symlinkSync('../out.png', join(root, 'link.png'))
  const roots = { root, publicDirs: [] }
  const load = imageFiles(roots).loaderFor('index.html')
  const identify = imageIdentities(roots, fileStamps()).identifierFor('index.html')
  for (const url of [
    'gone.png',
    'folder.png',
    'huge.png',
    'link.png',
    '../out.png',
    '//x.org/a.png',
    'a:b',
  ]) {
    const found = identify(url)
    expect(found.status).toBe('unreadable')
    expect(found).toEqual(await load(url))
  }
})
