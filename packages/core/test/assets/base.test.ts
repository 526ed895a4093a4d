import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileLoader } from '@altwright/core'
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
