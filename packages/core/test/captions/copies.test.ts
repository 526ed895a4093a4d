import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { describePage, folder } from '../flow/fake.ts'

const photo = join(import.meta.dirname, '../../../../examples/vite-site/images/ridge-morning.jpg')
const other = join(import.meta.dirname, '../../../../examples/vite-site/images/IMG_2041.jpg')
const chart = (height: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#fff"/><rect x="40" y="${280 - height}" width="90" height="${height}" fill="#c33"/><rect x="200" y="90" width="90" height="190" fill="#36c"/></svg>`,
  )

const engine = () => {
  const seen: number[] = []
  return {
    id: 'graphics@0/fake',
    seen,
    caption: async (images: readonly Uint8Array[]) =>
      images.map((bytes) => {
        seen.push(bytes.length)
        const text = `a ${['ridge', 'hill', 'lake', 'pier', 'barn'][seen.length % 5]}`
        return { status: 'captioned', text, confidence: 0.5 } as const
      }),
    dispose: async () => {},
  }
}

let root: string
let path: string
const review = (state: string) =>
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replaceAll('"state": "generated"', `"alt": "Ridge", "state": "${state}"`),
  )

beforeAll(async () => {
  const picture = () => sharp(photo)
  root = await folder({
    'ridge.jpg': readFileSync(photo),
    'small.webp': await picture().resize(240).webp({ quality: 60 }).toBuffer(),
    'again.jpg': await picture().jpeg({ quality: 45 }).toBuffer(),
    'small.avif': await picture().resize(320).avif({ quality: 50, effort: 1 }).toBuffer(),
    'mirrored.jpg': await picture().flop().jpeg().toBuffer(),
    'square.jpg': await picture().resize(300, 300, { fit: 'cover' }).jpeg().toBuffer(),
    'other.jpg': readFileSync(other),
    'bars.png': await sharp(chart(120)).png().toBuffer(),
    'bars-small.png': await sharp(chart(120)).resize(200).png().toBuffer(),
    'bars-other.png': await sharp(chart(124)).png().toBuffer(),
  })
  path = join(root, 'altwright.lock.json')
  await describePage(root, '<img src=ridge.jpg><img src=bars.png>', engine())
  review('edited')
})

describe('copies of a reviewed photo', () => {
  const copies = '<img src=small.webp><img src=again.jpg><img src=small.avif>'

  test('share its review in a locked run, which writes nothing down', async () => {
    const before = readFileSync(path, 'utf8')
    const { findings } = await describePage(root, copies, engine(), { locked: true })
    expect(findings.map((finding) => finding.after)).toEqual(['Ridge', 'Ridge', 'Ridge'])
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('are remembered as copies, and follow when the review changes', async () => {
    const captioner = engine()
    await describePage(root, copies, captioner)
    expect(captioner.seen).toEqual([])
    const images = Object.values<{ copyOf?: string }>(JSON.parse(readFileSync(path, 'utf8')).images)
    expect(images.filter((entry) => entry.copyOf !== undefined)).toHaveLength(3)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"Ridge"', '"Ridge at dawn"'))
    const { findings } = await describePage(root, copies, undefined, { locked: true })
    expect(findings[0]?.after).toBe('Ridge at dawn')
  })

  test('are not made of other photos, other cuts, or graphics', async () => {
    const captioner = engine()
    const names = ['mirrored.jpg', 'square.jpg', 'other.jpg', 'bars-small.png', 'bars-other.png']
    const { findings } = await describePage(
      root,
      names.map((name) => `<img src=${name}>`).join(''),
      captioner,
    )
    expect(findings.map((finding) => finding.author)).toEqual(names.map(() => 'generated'))
    expect(captioner.seen).toHaveLength(names.length)
  })
})

test('where every picture is known, a locked run loads no image library', async () => {
  const script = `
    import { describeHtml, fileLoader, openRun } from '@altwright/core'
    import { resolveOptions } from '@altwright/core/config'
    const settings = resolveOptions({ locked: true }, 'options', { root: process.argv[1], ci: false })
    const run = await openRun({ command: 'fix', settings })
    const load = fileLoader({ root: settings.root, publicDirs: [], document: 'x.html' })
    const { findings } = await describeHtml(run, { document: 'x.html', source: '<img src=ridge.jpg><img src=small.webp>', load })
    const modules = process.moduleLoadList.concat(Object.keys((await import('node:module')).default._cache)).filter((name) => /[\\\\/]sharp[\\\\/]|onnxruntime/.test(name))
    console.log(JSON.stringify([findings.map((finding) => finding.rule), modules]))`
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, root], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  })
  expect(JSON.parse(out)).toEqual([['recalled', 'recalled'], []])
})
