import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AltwrightError } from '@altwright/core'
import { openBlip } from '@altwright/core/blip'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const tiny = join(import.meta.dirname, '../fixtures/blip/tiny')
const work = temporaryFolder()

/** mulberry32: the same mutations on every run. */
function randomly(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}

/** Bits flipped, bytes overwritten, the end cut off, a part doubled or taken out. */
function mutate(original: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(original)
  const at = random(bytes.length)
  switch (random(6)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 1 - random(64)))])
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(16))])
    case 3:
      // Headers hold the sizes.
      for (let i = 0; i < 4; i++) bytes[random(Math.min(64, bytes.length))] = random(256)
      return bytes
    default:
      for (let i = 0; i < 1 + random(20); i++) {
        const place = random(bytes.length)
        bytes[place] = (bytes[place] ?? 0) ^ (1 << random(8))
      }
      return bytes
  }
}

async function pictures(): Promise<Buffer[]> {
  const noise = Buffer.from(Array.from({ length: 48 * 48 * 4 }, (_, i) => (i * 7919) % 256))
  const drawing = () => sharp(noise, { raw: { width: 48, height: 48, channels: 4 } })
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><path fill="url(#g)" d="M10 3h4v7h7v4h-7v7h-4v-7H3v-4h7z"/><text x="2" y="9">a</text></svg>'
  return [
    await drawing().png().toBuffer(),
    await drawing().png({ palette: true }).toBuffer(),
    await drawing().jpeg().toBuffer(),
    await drawing().jpeg({ progressive: true }).toBuffer(),
    await drawing().webp().toBuffer(),
    await drawing().webp({ lossless: true }).toBuffer(),
    await drawing().gif().toBuffer(),
    await drawing().avif({ effort: 0 }).toBuffer(),
    await drawing().tiff().toBuffer(),
    Buffer.from(svg),
  ]
}

test('200 mutated image files: an outcome each, and the engine goes on', async () => {
  const random = randomly(20_26)
  const originals = await pictures()
  const mutated = Array.from({ length: 200 }, (_, i) =>
    mutate(originals[i % originals.length] as Buffer, random),
  )
  const captioner = await openBlip({ model: tiny, cacheDir: join(work, 'cache') })
  try {
    const outcomes = await captioner.caption([...mutated, ...originals])
    expect(outcomes).toHaveLength(210)
    for (const outcome of outcomes.slice(0, 200)) {
      if (outcome.status !== 'unreadable') continue
      expect(outcome.message).toMatch(/^[A-Z].{5,200}\.$/s)
    }
    const broken = outcomes.slice(0, 200).filter(({ status }) => status === 'unreadable').length
    expect(broken).toBeGreaterThan(50)
    expect(outcomes.slice(200).map(({ status }) => status)).not.toContain('unreadable')
  } finally {
    await captioner.dispose()
  }
})

test('50 mutated model files: a model that works or one clear error', async () => {
  const random = randomly(7)
  const image = (await pictures())[0] as Buffer
  const files = readdirSync(tiny)
    .filter((name) => /^(?:config|tokenizer|preprocessor_config)\.json$|\.safetensors$/.test(name))
    .filter((name) => name !== 'golden.safetensors')
  let refused = 0
  for (let i = 0; i < 50; i++) {
    const folder = join(work, `model-${i}`)
    cpSync(tiny, folder, { recursive: true })
    const name = files[i % files.length] as string
    const original = readFileSync(join(folder, name))
    writeFileSync(
      join(folder, name),
      name.endsWith('.json') && i % 2 === 0 ? mutateJson(original, random) : mutate(original, random),
    )
    try {
      const captioner = await openBlip({ model: folder, cacheDir: join(work, 'cache') })
      try {
        expect(await captioner.caption([image])).toHaveLength(1)
      } finally {
        await captioner.dispose()
      }
    } catch (error) {
      refused += 1
      expect(error).toBeInstanceOf(AltwrightError)
      expect((error as AltwrightError).message).toContain(folder)
      expect((error as AltwrightError).message).not.toMatch(/\n\s+at /)
    }
    rmSync(folder, { recursive: true })
  }
  expect(refused).toBeGreaterThan(20)
})

/** One value somewhere in the file becomes another, of any type and size. */
function mutateJson(original: Buffer, random: (below: number) => number): string {
  const value: unknown = JSON.parse(original.toString())
  const places: [Record<string, unknown>, string][] = []
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      if (places.length < 2000) collect((node as Record<string, unknown>)[key])
    }
  }
  collect(value)
  const [holder, key] = places[random(places.length)] as [Record<string, unknown>, string]
  const others = [null, -1, 0, 1, 2 ** 31, 1e308, 0.5, '', 'x', [], {}, true, undefined]
  holder[key] = others[random(others.length)]
  return JSON.stringify(value)
}
