import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command } from '../command.ts'
import { faulty } from '../faulty.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { manyFiles } from '../many-files.ts'
import { picture } from '../site.ts'

const lens = picture('magnifying glass icon')
const bell = picture('bell icon')
const hashOf = (bytes: string): string => `sha256-${createHash('sha256').update(bytes).digest('hex')}`
const lockfile = JSON.stringify({
  version: 2,
  images: {
    [hashOf(lens)]: {
      state: 'generated',
      caption: 'a magnifying glass',
      confidence: 0.98,
      engine: 'graphics@1',
    },
    [hashOf(bell)]: { alt: 'Bell', state: 'edited' },
  },
})
const page =
  '\uFEFF<!doctype html>\r\n<p>é😀</p>\r\n<IMG SRC=lens.svg>\r\n<img\r\n src="bell.svg"><img src="bell.svg" alt="">\n'

async function fixed(more: Readonly<Record<string, string>> = {}) {
  const cwd = folder({
    'altwright.lock.json': lockfile,
    'dist/index.html': page,
    'dist/other.html': '<img src=lens.svg>',
    'dist/lens.svg': lens,
    'dist/bell.svg': bell,
    ...more,
  })
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text)
  const run = (...args: string[]) => altwright(args, { cwd })
  const { code, stderr } = await run('fix', 'dist', '--locked')
  expect([code, stderr.trim()]).toEqual([0, expect.not.stringContaining('error')])
  return { cwd, read, write, run, filled: read('dist/index.html') }
}

test('takes out what the last run wrote, byte for byte, and once', async () => {
  const { cwd, read, run, filled } = await fixed()
  expect(filled).toContain('<IMG alt="A magnifying glass" data-alt-source="generated" SRC=lens.svg>')
  const tried = await run('revert', '--dry-run')
  expect(tried.code).toBe(0)
  expect(tried.stdout).toContain('dist/index.html  2 alts would be removed, byte for byte as before')
  expect(read('dist/index.html')).toBe(filled)
  const { code, stdout } = await command(['revert'], { cwd })
  expect(stdout).toContain('dist/index.html  2 alts removed, byte for byte as before')
  expect(stdout).toContain('2 files reverted.')
  expect(code).toBe(0)
  expect(read('dist/index.html')).toBe(page)
  expect(read('dist/other.html')).toBe('<img src=lens.svg>')
  expect(readdirSync(join(cwd, '.altwright/undo'))).toEqual([])
  const again = await run('revert')
  expect(again.code).toBe(2)
  expect(again.stderr).toMatch(/^altwright: There is nothing to revert: .*--generated <path>/)
})

test('runs stack: the last one first, all of them on request', async () => {
  const { read, write, run, filled } = await fixed()
  write('dist/other.html', `${read('dist/other.html')}<img src="bell.svg">`)
  const between = read('dist/other.html')
  expect((await run('fix', 'dist', '--locked')).code).toBe(0)
  expect(read('dist/other.html')).toContain('<img alt="Bell" src="bell.svg">')
  expect((await run('revert')).code).toBe(0)
  expect(read('dist/other.html')).toBe(between)
  expect(read('dist/index.html')).toBe(filled)
  expect((await run('fix', 'dist', '--locked')).code).toBe(0)
  expect((await run('revert', '--all')).code).toBe(0)
  expect(read('dist/other.html')).toBe('<img src=lens.svg><img src="bell.svg">')
  expect(read('dist/index.html')).toBe(page)
})

test('in a file that has changed it takes out what was written, and the rest stays', async () => {
  const { read, write, run, filled } = await fixed()
  write('dist/index.html', `<h1>New</h1>${filled.replace('é', 'ö')}`)
  const { code, stdout } = await run('revert')
  expect(code).toBe(0)
  expect(stdout).toContain(
    'dist/index.html  2 alts removed; the file has changed since, and the rest of it stays',
  )
  expect(read('dist/index.html')).toBe(`<h1>New</h1>${page.replace('é', 'ö')}`)
})

test('leaves an alt that somebody has edited', async () => {
  const { read, write, run, filled } = await fixed()
  write('dist/index.html', filled.replace('alt="Bell"', 'alt="Ring for help"'))
  const { stdout } = await run('revert')
  expect(stdout).toContain(
    '1 alt removed; the file has changed since, and the rest of it stays, 1 left that somebody',
  )
  expect(read('dist/index.html')).toBe(page.replace('<img\r\n', '<img alt="Ring for help"\r\n'))
})

test('refuses a file in which it cannot tell what is whose, and keeps it in the record', async () => {
  const { cwd, read, write, run, filled } = await fixed()
  const twice = filled + filled
  write('dist/index.html', twice)
  const { code, stdout } = await run('revert')
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /dist\/index\.html {2}left alone: It has changed since, and `.*` stands in it 2 times but was written once\./,
  )
  expect(stdout).toContain('1 file reverted; 1 file left alone.')
  expect(read('dist/index.html')).toBe(twice)
  write('dist/index.html', filled)
  expect((await run('revert')).code).toBe(0)
  expect(read('dist/index.html')).toBe(page)
  expect(readdirSync(join(cwd, '.altwright/undo'))).toEqual([])
})

test('a record that a killed run left is good up to where it was', async () => {
  const { cwd, read, run } = await fixed()
  const [name = ''] = readdirSync(join(cwd, '.altwright/undo'))
  const path = `.altwright/undo/${name}`
  // Of `other.html` the record is written, and the page is not; then the process ends in the middle of a line.
  writeFileSync(join(cwd, 'dist/other.html'), '<img src=lens.svg>')
  writeFileSync(join(cwd, path), `${read(path)}\n{"document":"dist/third.html","bef`)
  const { code, stdout } = await run('revert')
  expect(code).toBe(0)
  expect(stdout).toContain('dist/other.html  is as it was before the run')
  expect(read('dist/index.html')).toBe(page)
})

test('where the disk was full for a moment, the page is left alone, and those after it are undone', async () => {
  const { cwd, read, run } = await fixed()
  expect((await run('revert')).code).toBe(0)
  const { code, stdout } = await faulty(['fix', 'dist', '--locked'], cwd, 'half appendFileSync 1 ENOSPC')
  expect([code, stdout.match(/What undoes it cannot be kept/g)?.length]).toEqual([1, 1])
  const pages = { 'dist/index.html': page, 'dist/other.html': '<img src=lens.svg>' }
  const changed = () => Object.entries(pages).filter(([name, text]) => read(name) !== text)
  expect(changed()).toHaveLength(1)
  expect((await run('revert')).stdout).toContain('1 file reverted.')
  expect(changed()).toEqual([])
})

test.each(['{"version":1,"da', '{"version":1,"date":"9999-12-31T23:59:59.000Z"}'])(
  'a run that was killed before it wrote is in the way of nobody (record: %s)',
  async (head) => {
    const { read, write, run } = await fixed()
    write('.altwright/undo/99991231235959-000.jsonl', head)
    expect((await run('revert')).stdout).toContain('2 files reverted.')
    expect(read('dist/index.html')).toBe(page)
  },
)

test('interrupted, it says how far it came, and goes on from there', async () => {
  const { cwd, names, texts, before, after } = manyFiles(100)
  await altwright(['fix', '.', '--locked'], { cwd })
  expect(texts()).toEqual(after)
  const interrupt = new AbortController()
  const watch = (): void => {
    const now = texts()
    if (names.filter((name) => now[name] !== after[name]).length > 5) interrupt.abort()
    else setImmediate(watch)
  }
  watch()
  const { code, stdout, stderr } = await altwright(['revert'], { cwd, signal: interrupt.signal })
  expect([code, stderr]).toEqual([130, ''])
  expect(stdout).toMatch(/\nRun of [^ ]+: \d+ files reverted; \d+ files not reached\.\nInterrupted; /)
  const now = texts()
  const reverted = names.find((name) => now[name] !== after[name]) as string
  // It is no longer that run's.
  writeFileSync(join(cwd, reverted), '<p>New words</p>')
  expect((await altwright(['revert'], { cwd })).code).toBe(0)
  expect(texts()).toEqual({ ...before, [reverted]: '<p>New words</p>' })
})

test('a record that leads out of the root is refused', async () => {
  const { cwd, read, run } = await fixed({ 'secret.html': '<img alt="x">' })
  const [name = ''] = readdirSync(join(cwd, '.altwright/undo'))
  const path = join(cwd, '.altwright/undo', name)
  const evil = { document: '../secret.html', before: 'a', after: 'b', insertions: [] }
  writeFileSync(path, `${readFileSync(path, 'utf8').split('\n')[0]}\n${JSON.stringify(evil)}\n`)
  const { code, stdout } = await altwright(['revert', '--root', 'dist'], { cwd })
  expect([code, stdout]).toEqual([2, ''])
  writeFileSync(
    path,
    `${readFileSync(path, 'utf8').split('\n')[0]}\n${JSON.stringify({ ...evil, document: '../../../../etc/hosts' })}\n`,
  )
  expect((await run('revert')).stdout).toMatch(
    /left alone: It (?:lies outside the root now|is not there any more)\./,
  )
  expect(read('secret.html')).toBe('<img alt="x">')
})

test('without a record, what is marked as generated is taken out', async () => {
  const { cwd, read, run } = await fixed({
    'dist/none.html': '<p>No image.</p>',
    'dist/guide.md': '```html\n<img alt="x" data-alt-source="generated" src=a.png>\n```\n',
    'dist/kept.html':
      '<img alt="Mine" src=a.png>\n<img\n  data-alt-source=generated\n  alt=\'x > y\' lang=de src=b.png>',
  })
  const { code, stdout } = await run('revert', '--generated', 'dist')
  expect(code).toBe(0)
  expect(stdout).toContain('3 generated alts removed from 3 pages.')
  expect(read('dist/index.html')).toBe(page.replace('<img\r\n', '<img alt="Bell"\r\n'))
  expect(read('dist/kept.html')).toBe('<img alt="Mine" src=a.png>\n<img lang=de src=b.png>')
  expect(read('dist/guide.md')).toContain('data-alt-source="generated"')
  expect(existsSync(join(cwd, '.altwright/undo'))).toBe(true)
})

test('Markdown and MDX: filled, undone, and code left alone', async () => {
  const markdown = '---\ntitle: x\n---\n![](lens.svg) <img src="bell.svg">\n\n    ![](lens.svg)\n'
  const mdx = 'import X from "./x"\n\n<X><img src="bell.svg" /></X>\n'
  const cwd = folder({
    'altwright.lock.json': lockfile,
    'docs/a.md': markdown,
    'docs/b.mdx': mdx,
    'docs/c.mdx': '<X>',
    'docs/lens.svg': lens,
    'docs/bell.svg': bell,
  })
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  const fix = ['fix', 'docs', '--locked', '--empty-markdown-alt', 'missing']
  const tried = await altwright([...fix, '--dry-run'], { cwd })
  expect(tried.stdout).toContain('- ![](lens.svg)\n')
  expect(tried.stdout).toContain('+ ![A magnifying glass](lens.svg)\n')
  const { code, stdout } = await altwright(fix, { cwd })
  expect(code).toBe(1)
  expect(stdout).toMatch(/docs\/c\.mdx.*It cannot be parsed: Expected a closing tag for `<X>`/s)
  expect(read('docs/a.md')).toBe(
    markdown.replace('![](lens.svg) ', '![A magnifying glass](lens.svg) ').replace('<img', '<img alt="Bell"'),
  )
  expect(read('docs/b.mdx')).toBe(mdx.replace('<img', '<img alt="Bell"'))
  expect((await altwright(['revert'], { cwd })).code).toBe(0)
  expect([read('docs/a.md'), read('docs/b.mdx')]).toEqual([markdown, mdx])
})

test('a run that writes nothing leaves no record', async () => {
  const cwd = folder({ 'dist/index.html': '<p>x</p>' })
  expect((await altwright(['fix', 'dist', '--locked'], { cwd })).code).toBe(0)
  expect((await altwright(['fix', 'dist', '--locked', '--dry-run'], { cwd })).code).toBe(0)
  expect(existsSync(join(cwd, '.altwright'))).toBe(false)
})
