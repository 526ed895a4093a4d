import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileLoader } from '@altwright/core'
import { contentHash, fileStamps, imageIdentities } from '@altwright/core/page'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const root = temporaryFolder()
writeFileSync(join(root, 'map.svg'), '<svg/>')

describe('an address is looked up without the base that the site will be served under', () => {
  test.each([
    ['/docs/', '/docs/map.svg', 'loaded'],
    ['/docs', '/docs/map.svg?v=2', 'loaded'],
    ['/docs/', '/docs//map.svg', 'loaded'],
    ['/docs/', '/map.svg', 'loaded'],
    ['/docs/', '/docsmap.svg', 'missing'],
    ['/docs/', '/docs/../../map.svg', 'outside-root'],
    ['https://docs.example/v2/', 'https://docs.example/v2/map.svg', 'loaded'],
    ['https://docs.example/', 'https://docs.example.evil.example/map.svg', 'remote'],
    ['/', '/docs/map.svg', 'missing'],
    ['./', './map.svg', 'loaded'],
    ['', '/map.svg', 'loaded'],
    [undefined, '/docs/map.svg', 'missing'],
  ])('%s and %s: %s', async (base, url, expected) => {
    const load = fileLoader({ root, publicDirs: [root], base, document: 'index.html' })
    const loaded = await load(url)
    expect(loaded.status === 'loaded' ? 'loaded' : loaded.code).toBe(expected)
  })
})

describe('an address that leads to no file beside its page is one of a public folder', () => {
  const site = temporaryFolder()
  const publicDir = join(site, 'public')
  for (const file of ['public/pics/map.svg', 'public/docs/map.svg', 'public/both.svg', 'both.svg']) {
    mkdirSync(dirname(join(site, file)), { recursive: true })
    writeFileSync(join(site, file), file)
  }
  test.each([
    ['index.html', 'pics/map.svg', 'public/pics/map.svg'],
    ['index.html', './pics/map.svg?v=2', 'public/pics/map.svg'],
    ['docs/index.html', 'map.svg', 'public/docs/map.svg'],
    ['docs/index.html', '../pics/map.svg', 'public/pics/map.svg'],
    ['docs/index.html', '../../pics/map.svg', 'outside-root'],
    ['index.html', 'both.svg', 'both.svg'],
    ['index.html', 'map.svg', 'missing'],
  ])('in %s, %s: %s', async (document, url, expected) => {
    const roots = { root: site, publicDirs: [publicDir] }
    const loaded = await fileLoader({ ...roots, document })(url)
    const identity = imageIdentities(roots, fileStamps()).identifierFor(document)(url)
    if (loaded.status !== 'loaded') expect([loaded.code, identity]).toEqual([expected, loaded])
    else {
      expect(Buffer.from(loaded.bytes).toString()).toBe(expected)
      expect(identity).toMatchObject({ hash: contentHash(loaded.bytes) })
    }
  })
})
