import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chunk, pngHeader } from '../../../core/test/pixels/bytes.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'

const graphics = fileURLToPath(new URL('../../../core/models/graphics', import.meta.url))
const plus =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M10 3h4v7h7v4h-7v7h-4v-7H3v-4h7z"/></svg>'

/** A whole PNG of black pixels; cut at half for one that ends too early. */
function png(side: number): Buffer {
  const rows = Buffer.alloc(side * (1 + 3 * side))
  const data = deflateSync(rows, { level: 0 })
  return Buffer.concat([pngHeader(side, side), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

test('everything that can be wrong with a page’s images is a finding, and nothing else is lost', async () => {
  const root = folder({
    'secret.svg': plus,
    'site/plus.svg': plus,
    'site/cut.png': png(64).subarray(0, 6000),
    'site/huge.png': Buffer.concat([
      pngHeader(30_000, 30_000),
      chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    ]),
    'site/evil.svg': `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 24">
      <script>fetch("http://127.0.0.1:1/")</script><image href="file:///etc/passwd" width="24" height="24"/>
      <image xlink:href="../secret.svg" width="24" height="24"/><path d="M10 3h4v7h7v4h-7v7h-4v-7H3v-4h7z"/></svg>`,
    'site/page.png': '<!doctype html><title>Not an image</title>',
    'site/empty.png': '',
    'site/index.html': `<!doctype html><title>Broken</title><p><b><i>misnested</b></i>
<table><img src="missing.png"><tr><td><img src="cut.png"></table>
<img src="huge.png"><img src="page.png"><img src="empty.png">
<img src="../../etc/passwd"><img src="../secret.svg"><img src="file:///etc/passwd">
<img src=evil.svg><img src=plus.svg
`,
    'site/good.html': '<!doctype html><title>Good</title><img src=plus.svg><img alt="" src=plus.svg>',
  })
  const { code, stdout, stderr } = await altwright(
    ['fix', '.', '--no-locked', '--reporter', 'json=out.json'],
    {
      cwd: join(root, 'site'),
    },
  )
  expect(stderr).not.toMatch(/Error|at .*\.js/)
  expect(code).toBe(1)
  const report = JSON.parse(readFileSync(join(root, 'site/out.json'), 'utf8'))
  const outcomes = report.findings.map((finding: Record<string, string>) =>
    [finding['document'], finding['source'], finding['outcome'], finding['reason']].join(' | '),
  )
  expect(outcomes.filter((line: string) => line.includes('unreadable'))).toEqual([
    'index.html | missing.png | unreadable | There is no such file.',
    expect.stringMatching(
      /^index\.html \| cut\.png \| unreadable \| .*(?:cut off|ends|truncated|damaged|incomplete)/i,
    ),
    expect.stringMatching(/^index\.html \| huge\.png \| unreadable \| .*(?:pixels|30)/),
    expect.stringMatching(/^index\.html \| page\.png \| unreadable \| /),
    expect.stringMatching(/^index\.html \| empty\.png \| unreadable \| /),
    'index.html | ../../etc/passwd | unreadable | Its address leads out of the root folder.',
    'index.html | ../secret.svg | unreadable | Its address leads out of the root folder.',
    'index.html | file:///etc/passwd | unreadable | Addresses that start with “file:” are not read.',
  ])
  // The evil SVG is drawn without what it refers to, so it is the same picture as the plain one.
  const words = (source: string) =>
    report.findings
      .filter((finding: Record<string, string>) => finding['source'] === source)
      .map((finding: Record<string, string>) => [finding['outcome'], finding['after'] ?? finding['proposal']])
  expect(words('evil.svg')[0]).toEqual(words('plus.svg')[0])
  expect(stdout).toContain('missing.png')
})

test('a corrupt lockfile stops the run, and pages and lockfile stay as they are', async () => {
  const files = {
    'altwright.lock.json': '{"version": 1, "images": {',
    'a.html': '<img src=plus.svg>',
    'plus.svg': plus,
  }
  const cwd = folder(files)
  const { code, stderr } = await altwright(['fix', '.', '--no-locked'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /^altwright: .*altwright\.lock\.json: is not valid JSON .*Restore it from version control/,
  )
  for (const [name, text] of Object.entries(files)) expect(readFileSync(join(cwd, name), 'utf8')).toBe(text)
})

test('a model with a missing tensor is named, with the tensor', async () => {
  const cwd = folder({ 'a.html': '<img src=plus.svg>', 'plus.svg': plus })
  cpSync(graphics, join(cwd, 'model'), { recursive: true })
  const path = join(cwd, 'model/model.safetensors')
  const bytes = readFileSync(path)
  const size = Number(bytes.readBigUInt64LE())
  const header = bytes
    .subarray(8, 8 + size)
    .toString()
    .replace('post_layernorm.weight', 'post_layernorm.wight_')
  bytes.write(header.padEnd(size).slice(0, size), 8)
  writeFileSync(path, bytes)
  const { code, stderr } = await altwright(['fix', '.', '--no-locked', '--model', './model'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(/^altwright: .*model\.safetensors.*vision_model\.post_layernorm\.weight/m)
  expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe('<img src=plus.svg>')
})
