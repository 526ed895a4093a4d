// Compiles a BLIP checkpoint of the published size with random weights and captions three images: how long does it take?
//   node bench/caption/true-size.mjs [base|large]     needs 2 GB (base) of free space in the temp folder
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBlip } from '../../packages/core/dist/blip/index.js'
import { writeRandomCheckpoint } from './random-checkpoint.mjs'

const size = process.argv[2] ?? 'base'
const folder = await mkdtemp(join(tmpdir(), 'altwright-true-size-'))
const timed = async (what, work) => {
  const start = performance.now()
  const result = await work()
  console.log(`${what.padEnd(34)} ${((performance.now() - start) / 1000).toFixed(2)} s`)
  return result
}
try {
  await timed(`write random ${size} weights`, () => writeRandomCheckpoint(folder, { size }))
  const options = { model: folder, cacheDir: join(folder, 'cache'), maxNewTokens: 12, minNewTokens: 12 }
  const first = await timed('open: hash, compile, load', () => openBlip(options))
  await first.dispose()
  const captioner = await timed('open again: compiled', () => openBlip(options))
  const images = await Promise.all(
    ['rotated.jpg', 'alpha.png', 'plain.png'].map((name) =>
      readFile(new URL(`../../packages/core/test/fixtures/blip/images/${name}`, import.meta.url)),
    ),
  )
  await timed('warm up', () => captioner.caption([images[0]]))
  for (const image of images) await timed('one image, 12 tokens', () => captioner.caption([image]))
  await timed('three images together', () => captioner.caption(images))
  await captioner.dispose()
  console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
