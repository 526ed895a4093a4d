import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { picture } from '../site.ts'

const page = (...sources: readonly string[]) =>
  `<!doctype html>\n${sources.map((source) => `<p>text\n<img src="${source}">\n`).join('')}`

function site() {
  return folder({
    'dist/index.html': page('x-BxK29dJ1.svg', 'y.svg'),
    'dist/about.html': page('x-BxK29dJ1.svg'),
    'dist/x-BxK29dJ1.svg': picture('x'),
    'dist/y.svg': picture('y'),
  })
}

test('a baseline is written, holds what was there, and lets through only what is new', async () => {
  const cwd = site()
  const audit = (...flags: string[]) => altwright(['audit', 'dist', '--locked', ...flags], { cwd })
  expect((await audit()).code).toBe(1)
  const written = await audit('--update-baseline')
  expect(written.code).toBe(0)
  expect(written.stdout).toContain('Baseline: altwright.baseline.json, 3 findings.')
  expect(written.stdout).not.toContain('Failed')
  const baseline = readFileSync(join(cwd, 'altwright.baseline.json'), 'utf8')
  expect(baseline.split('\n').filter((line) => line.includes('"missing"'))).toHaveLength(3)

  const held = await audit('--baseline', 'altwright.baseline.json')
  expect(held.code).toBe(0)
  expect(held.stdout).toBe(
    '3 images in 2 pages\n  3  left for a person\n  3  of these known from the baseline\n',
  )

  // A rebuild: another hash, another order, other lines, another name of a page.
  renameSync(join(cwd, 'dist/x-BxK29dJ1.svg'), join(cwd, 'dist/x-CkL38eM2.svg'))
  writeFileSync(join(cwd, 'dist/index.html'), page('y.svg', 'x-CkL38eM2.svg'))
  renameSync(join(cwd, 'dist/about.html'), join(cwd, 'dist/us.html'))
  writeFileSync(join(cwd, 'dist/us.html'), page('x-CkL38eM2.svg'))
  expect((await audit('--baseline', 'altwright.baseline.json')).code).toBe(0)

  // One repaired and another broken: as many as before, and one of them new.
  writeFileSync(join(cwd, 'dist/z.svg'), picture('z'))
  writeFileSync(join(cwd, 'dist/index.html'), page('x-CkL38eM2.svg', 'z.svg'))
  const broken = await audit('--baseline', 'altwright.baseline.json', '--reporter', 'json=alt.json')
  expect(broken.code).toBe(1)
  expect(broken.stdout).toContain('<img src="z.svg">')
  expect(broken.stdout).not.toContain('<img src="x-CkL38eM2.svg">')
  expect(broken.stdout).toContain('Failed: 1 error.')
  const { summary, baseline: seen } = JSON.parse(readFileSync(join(cwd, 'alt.json'), 'utf8'))
  expect(summary).toMatchObject({ known: 2, errors: 1 })
  expect(seen).toEqual({ findings: 3, fixed: 1 })
})

test('it may stand in the configuration, and is the same text whoever writes it', async () => {
  const cwd = site()
  writeFileSync(join(cwd, 'altwright.config.json'), '{ "baseline": "ci/known.json" }')
  const missing = await altwright(['audit', 'dist'], { cwd })
  expect(missing.code).toBe(2)
  expect(missing.stderr).toMatch(
    /^altwright: .*ci\/known\.json: there is no such baseline; `--update-baseline` writes one\.\n$/,
  )
  await altwright(['audit', 'dist', '--locked', '--update-baseline'], { cwd })
  const first = readFileSync(join(cwd, 'ci/known.json'), 'utf8')
  await altwright(['fix', 'dist', '--dry-run', '--locked', '--update-baseline'], { cwd })
  expect(readFileSync(join(cwd, 'ci/known.json'), 'utf8')).toBe(first)
  expect((await altwright(['audit', 'dist'], { cwd })).code).toBe(0)
})

test('a document that cannot be read is known too, and another one is not', async () => {
  const cwd = folder({
    'a.html': Buffer.from('<meta charset=latin1><img src=x.svg>\xe9', 'latin1'),
    'x.svg': picture('x'),
  })
  const { code, stdout } = await altwright(['fix', 'a.html', '--update-baseline', '--locked'], { cwd })
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('Failed')])
  const again = (...paths: string[]) =>
    altwright(['fix', ...paths, '--locked', '--baseline', 'altwright.baseline.json'], { cwd })
  expect((await again('a.html')).code).toBe(0)
  writeFileSync(join(cwd, 'b.html'), readFileSync(join(cwd, 'a.html')))
  const other = await again('a.html', 'b.html')
  expect(other.code).toBe(1)
  expect(other.stdout).toContain('Failed: 1 document could not be read or written.')
})

test('saved reports are compared: new, fixed, and a picture that changed under its alt', async () => {
  const cwd = folder({
    'a.html':
      '<img src="x.svg"><img src="hero.svg" alt="A red kite over the dunes"><img src="y.svg" alt="Kite">',
    'x.svg': picture('x'),
    'y.svg': picture('y'),
    'hero.svg': picture('kite'),
  })
  await altwright(['audit', 'a.html', '--reporter', 'json=before.json'], { cwd })
  writeFileSync(join(cwd, 'hero.svg'), picture('pasta'))
  writeFileSync(
    join(cwd, 'a.html'),
    '\n\n<img src="hero.svg" alt="A red kite over the dunes"><img src="x.svg" alt="X marks the spot"><img src="y.svg">',
  )
  await altwright(['audit', 'a.html', '--reporter', 'json=after.json'], { cwd })
  const { code, stdout } = await altwright(['diff', 'before.json', 'after.json'], { cwd })
  expect(code).toBe(1)
  expect(stdout).toContain('New\n\n  a.html:3:')
  expect(stdout).toContain(
    'Pictures changed under an old alt\n\n  a.html:3:1  hero.svg  alt="A red kite over the dunes"',
  )
  expect(stdout).toMatch(/\n1 new, 1 with a changed picture, 1 fixed\.\n$/)
  const json = JSON.parse(
    (await altwright(['diff', 'before.json', 'after.json', '--format', 'json'], { cwd })).stdout,
  )
  expect(json.summary).toEqual({ added: 1, replaced: 1, unchanged: 0, fixed: 1, removed: 0 })
  const markdown = await altwright(['diff', 'before.json', 'after.json', '--format', 'markdown'], { cwd })
  expect(markdown.stdout).toContain('## Image alts: 1 new, 1 with a changed picture, 1 fixed')
  const same = await altwright(['diff', 'after.json', 'after.json', '--quiet'], { cwd })
  expect([same.code, same.stdout]).toEqual([0, '1 unchanged.\n'])
})

test('a photo that was made smaller and compressed anew is no other picture', async () => {
  const example = (path: string) => readFileSync(new URL(`../../../../examples/${path}`, import.meta.url))
  const ridge = example('vite-site/images/ridge-morning.jpg')
  const cwd = folder({
    'a.html': '<img src="ridge.jpg" alt="A ridge at dawn"><img src="loaf.jpg" alt="A loaf of bread">',
    'ridge.jpg': ridge,
    'loaf.jpg': example('blog/images/loaf.jpg'),
  })
  const audit = (name: string) =>
    altwright(['audit', 'a.html', '--locked', '--reporter', `json=${name}`], { cwd })
  await audit('before.json')
  const saved = await sharp(ridge).resize({ width: 300 }).jpeg({ quality: 70 }).toBuffer()
  for (const name of ['ridge.jpg', 'loaf.jpg']) writeFileSync(join(cwd, name), saved)
  await audit('after.json')
  const { stdout } = await altwright(['diff', 'before.json', 'after.json'], { cwd })
  expect(stdout).toContain('loaf.jpg  alt="A loaf of bread"')
  expect(stdout).not.toContain('A ridge at dawn')
  expect(stdout).toMatch(/\n1 with a changed picture/)
})

test('saved reports are shown, converted and merged', async () => {
  const cwd = site()
  const one = await altwright(['audit', 'dist/index.html', '--locked', '--reporter', 'json=1.json'], { cwd })
  await altwright(['audit', 'dist/about.html', '--locked', '--reporter', 'json=2.json'], { cwd })
  const shown = await altwright(['report', '1.json'], { cwd })
  expect(one.stdout).toContain(shown.stdout.split('\nFailed')[0])
  expect(shown.code).toBe(1)
  const merged = await altwright(
    [
      'report',
      'merge',
      '1.json',
      '2.json',
      '--fail-on',
      'none',
      '--reporter',
      'json=all.json',
      '--reporter',
      'markdown',
    ],
    { cwd },
  )
  expect(merged.code).toBe(0)
  expect(merged.stdout).toContain('3 images in 2 documents')
  await altwright(['audit', 'dist', '--locked', '--reporter', 'json=whole.json'], { cwd })
  const read = (name: string) => ({ ...JSON.parse(readFileSync(join(cwd, name), 'utf8')), date: undefined })
  expect(read('all.json')).toEqual(read('whole.json'))
  const again = await altwright(['report', 'all.json', '--reporter', 'sarif=deep/alt.sarif'], { cwd })
  expect(again.stdout).toContain('Report: deep/alt.sarif')
  expect(existsSync(join(cwd, 'deep/alt.sarif'))).toBe(true)
})

test.each([
  [['report', 'none.json'], 'none.json: there is no such report.'],
  [['diff', 'a.html', 'a.html'], 'a.html: is not valid JSON'],
  [['report'], "missing required argument 'report'"],
  [
    ['report', 'newer.json'],
    'newer.json: is a report of version 9, and this release reads versions 1 and 2. Update altwright.',
  ],
])('%j', async (args, message) => {
  const cwd = folder({ 'a.html': '<p>', 'newer.json': '{"version":9}' })
  const { code, stdout, stderr } = await altwright(args, { cwd })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`altwright: ${message}`)
})
