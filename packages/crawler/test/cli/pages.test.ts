import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command } from '../command.ts'
import { faulty } from '../faulty.ts'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { lockfile } from '../lockfile.ts'
import { picture } from '../site.ts'

const lens = picture('magnifying glass icon')

const known = lockfile({ [lens]: 'Magnifying glass' })
const page = '<!doctype html>\r\n<IMG SRC=lens.svg>\r\n<img src="/lens.svg" alt="kept">é\u{1F600}\n'
const fixedPage = page.replace('<IMG', '<IMG alt="Magnifying glass"')

/** Every file and what is in it. */
function contents(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .sort()
      .filter((name) => lstatSync(join(root, name)).isFile())
      .map((name) => [name, readFileSync(join(root, name), 'latin1')]),
  )
}

describe('fix', () => {
  test('writes what is missing, byte for byte nothing else, and once', async () => {
    const cwd = folder({
      'altwright.lock.json': known,
      'dist/index.html': page,
      'dist/lens.svg': lens,
      'dist/b.HTM': '<p>',
    })
    const first = await command(['fix', 'dist', '--locked'], { cwd })
    expect(first.code).toBe(0)
    expect(first.stdout).toContain('dist/index.html:2:1  recalled  written')
    expect(first.stdout).toContain('alt="Magnifying glass"')
    expect(readFileSync(join(cwd, 'dist/index.html'), 'utf8')).toBe(fixedPage)
    const { mtimeMs } = statSync(join(cwd, 'dist/index.html'))
    const before = contents(cwd)
    const second = await altwright(['fix', 'dist', '--locked'], { cwd })
    expect(second.code).toBe(0)
    expect(contents(cwd)).toEqual(before)
    expect(statSync(join(cwd, 'dist/index.html')).mtimeMs).toBe(mtimeMs)
  })

  test('pages of all sizes come back whole, one after the other', async () => {
    const sizes = [3, 400_000, 20, 262_144 - page.length, 262_145 - page.length, 900_000, 0]
    const texts = sizes.map((size, index) => page + `${index}é`.repeat(size).slice(0, size))
    const names = texts.map((_, index) => `page-${index}.html`)
    const cwd = folder({
      'altwright.lock.json': known,
      'lens.svg': lens,
      ...Object.fromEntries(names.map((name, index) => [name, texts[index] as string])),
    })
    expect((await altwright(['fix', '.', '--locked'], { cwd })).code).toBe(0)
    const read = () => names.map((name) => readFileSync(join(cwd, name), 'utf8'))
    expect(read()).toEqual(texts.map((text) => text.replace('<IMG', '<IMG alt="Magnifying glass"')))
    expect((await altwright(['revert'], { cwd })).code).toBe(0)
    expect(read()).toEqual(texts)
  })

  test('hears an interrupt between two pages, and tells what it has written until then', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `page-${index}.html`)
    const cwd = folder({
      'altwright.lock.json': known,
      'lens.svg': lens,
      ...Object.fromEntries(names.map((name) => [name, page])),
    })
    const fixed = () => names.filter((name) => readFileSync(join(cwd, name), 'utf8') === fixedPage)
    const interrupt = new AbortController()
    const watch = (): void => {
      if (fixed().length > 0) interrupt.abort()
      else setImmediate(watch)
    }
    watch()
    const { code, stdout, stderr } = await altwright(['fix', '.', '--locked', '--reporter', 'json'], {
      cwd,
      signal: interrupt.signal,
    })
    expect(code).toBe(130)
    expect(stderr).toContain('Interrupted; this is what was found until then.')
    expect(fixed().length).toBeGreaterThan(0)
    expect(fixed().length).toBeLessThan(names.length)
    const { documents } = JSON.parse(stdout)
    expect(documents.map(({ document }: { document: string }) => document).sort()).toEqual(fixed().sort())
    expect(Object.keys(contents(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('keeps the mode and a byte order mark, and leaves no temporary file', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'index.html': `\uFEFF${page}`, 'lens.svg': lens })
    chmodSync(join(cwd, 'index.html'), 0o600)
    await altwright(['fix', '.', '--locked'], { cwd })
    expect(readFileSync(join(cwd, 'index.html'), 'utf8')).toBe(`\uFEFF${fixedPage}`)
    expect(statSync(join(cwd, 'index.html')).mode & 0o777).toBe(0o600)
    const files = readdirSync(cwd, { recursive: true }).map(String).sort()
    const record = files.filter((name) => name.endsWith('.jsonl'))
    expect(record).toHaveLength(1)
    expect(files.filter((name) => !record.includes(name))).toEqual([
      '.altwright',
      '.altwright/.gitignore',
      '.altwright/undo',
      'altwright.lock.json',
      'index.html',
      'lens.svg',
    ])
  })

  test.each([
    ['fix', 'dist', '--locked'],
    ['fix', 'dist/a.html', '--locked'],
    ['revert'],
    ['revert', '--generated', 'dist'],
  ])('what a killed run left beside a page goes with the next: %j', async (...args) => {
    const cwd = folder({ 'altwright.lock.json': known, 'dist/a.html': page, 'dist/lens.svg': lens })
    const temporary = (): string[] => readdirSync(join(cwd, 'dist')).filter((name) => name.endsWith('.tmp'))
    expect((await faulty(['fix', 'dist', '--locked'], cwd, 'before renameSync 1')).code).toBe(null)
    const [left = ''] = temporary()
    const [, machine = '', ended = '', rest = ''] = /^\.altwright-(\w+)-(\d+)-(.*)$/.exec(left) as string[]
    // Of a process that is at work, of one of another machine, of the same long ago, and what is not ours.
    const atWork = `.altwright-${machine}-${process.pid}-${rest}`
    const elsewhere = `.altwright-00000000-${ended}-${rest}`
    const [longAgo, foreign] = [elsewhere.replace('.tmp', '0.tmp'), '.altwright.tmp']
    for (const name of [atWork, elsewhere, longAgo, foreign]) writeFileSync(join(cwd, 'dist', name), '')
    const hours = new Date(Date.now() - 2 * 60 * 60 * 1000)
    for (const name of [longAgo, foreign]) utimesSync(join(cwd, 'dist', name), hours, hours)
    await altwright(['audit', 'dist'], { cwd })
    await altwright([...args, '--dry-run'], { cwd })
    expect(temporary()).toHaveLength(5)
    expect((await altwright(args, { cwd })).stderr).not.toContain('altwright: error')
    expect(temporary().sort()).toEqual([foreign, atWork, elsewhere].sort())
  })

  test('--dry-run shows the tags and writes nothing', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'dist/index.html': page, 'dist/lens.svg': lens })
    const before = contents(cwd)
    const { code, stdout } = await altwright(['fix', 'dist', '--dry-run', '--locked'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "dist/index.html

        dist/index.html:2:1  recalled  would write
          - <IMG SRC=lens.svg>
          + <IMG alt="Magnifying glass" SRC=lens.svg>

      2 images in 1 page
        1  answered by their authors
        1  could be filled from reviewed text
      Nothing was written; leave out --dry-run to write.
      "
    `)
    expect(contents(cwd)).toEqual(before)
  })

  test('a page in another encoding stays as it is', async () => {
    const latin1 = Buffer.from('<meta charset=iso-8859-1><p>caf\xE9<img src=lens.svg>', 'latin1')
    const undeclared = Buffer.from('<p>caf\xE9<img src=lens.svg>', 'latin1')
    const wide = Buffer.from('\uFEFF<img src=lens.svg>', 'utf16le')
    const ascii = '<meta charset="shift_jis"><img src=lens.svg>'
    const cwd = folder({
      'altwright.lock.json': known,
      'lens.svg': lens,
      'a.html': latin1,
      'b.html': undeclared,
      'c.html': wide,
      'd.html': ascii,
    })
    const before = contents(cwd)
    const { code, stdout } = await altwright(['fix', '.', '--locked'], { cwd })
    expect(code).toBe(1)
    expect(contents(cwd)).toEqual(before)
    expect(stdout).toContain('It is written in windows-1252, not in UTF-8; left alone.')
    expect(stdout).toContain('It is written in utf-16le, not in UTF-8; left alone.')
    expect(stdout).toContain('It is written in shift_jis, not in UTF-8; left alone.')
    expect(stdout).toContain('Failed: 4 documents could not be read or written.')
  })

  test('links out of the root are not followed; links inside it stay links', async () => {
    const outside = folder({ 'index.html': page, 'lens.svg': lens })
    const cwd = folder({ 'altwright.lock.json': known, 'dist/lens.svg': lens, 'dist/real.html': page })
    symlinkSync(join(outside, 'index.html'), join(cwd, 'dist/out.html'))
    symlinkSync(outside, join(cwd, 'dist/folder'))
    symlinkSync('real.html', join(cwd, 'dist/alias.html'))
    const walked = await altwright(['fix', 'dist', '--locked'], { cwd })
    expect(walked.code).toBe(0)
    expect(walked.stdout).toContain('2 images in 1 page')
    const named = await altwright(['fix', 'dist/out.html', 'dist/alias.html', '--locked'], { cwd })
    expect(named.code).toBe(1)
    expect(named.stdout).toContain(
      'dist/out.html\n\n  error  It is a link that leads out of the root; left alone.',
    )
    expect(readFileSync(join(outside, 'index.html'), 'utf8')).toBe(page)
    expect(readFileSync(join(cwd, 'dist/real.html'), 'utf8')).toBe(fixedPage)
    expect(lstatSync(join(cwd, 'dist/alias.html')).isSymbolicLink()).toBe(true)
  })

  test('a path outside the root is refused', async () => {
    const outside = folder({ 'index.html': page })
    const cwd = folder()
    for (const path of [outside, join(outside, 'index.html')]) {
      const { code, stderr } = await altwright(['fix', path], { cwd })
      expect(code).toBe(2)
      expect(stderr).toContain(
        `it lies outside the root ${cwd}. Name a root that holds it, such as --root ${outside}`,
      )
    }
  })

  test('single files, and what is not a page', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'a.html': page, 'b.html': page, 'lens.svg': lens })
    expect((await altwright(['fix', 'a.html', '--locked'], { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe(fixedPage)
    expect(readFileSync(join(cwd, 'b.html'), 'utf8')).toBe(page)
    const { code, stderr } = await altwright(['fix', 'lens.svg'], { cwd })
    expect([code, stderr]).toEqual([
      2,
      'altwright: lens.svg: it is neither a folder nor an HTML, Markdown or MDX file.\n',
    ])
  })

  test('a broken lockfile is an error and stays as it is', async () => {
    const cwd = folder({ 'altwright.lock.json': '{ "version": 1, "images"', 'a.html': page })
    const { code, stderr } = await altwright(['fix', 'a.html'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^altwright: .*altwright\.lock\.json: /)
    expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe(page)
  })
})

describe('audit', () => {
  test('groups findings by document, with place, rule, severity, code frame and reason', async () => {
    const cwd = folder({
      'lens.svg': lens,
      'site/a.html': '<title>Shop</title>\n<p>\n  <img\n    src="/lens.svg"\n    class="icon">\n',
      'site/b.html':
        '<a href="/"><img src="/lens.svg"></a><img src="/lens.svg" alt="image"><img src="/none.png">',
      'site/c.html': '<img src="/none.png"><img src="x.png" width="16" height="16"> text',
    })
    const { code, stdout } = await altwright(['audit', 'site'], { cwd })
    expect(code).toBe(1)
    await expect(stdout).toMatchFileSnapshot('audit.snap')
    expect(readdirSync(cwd).sort()).toEqual(['lens.svg', 'site'])
  })

  test('exit codes: clean, warnings within and over their limit, errors', async () => {
    const warned = '<p><img src="dot.svg" width="20" height="20"> text'
    const cwd = folder({
      'clean.html': '<img src="lens.svg" alt="A lens">',
      'warned.html': warned,
      'failed.html': '<img src="missing.png">',
      'dot.svg': lens,
    })
    const code = async (...args: string[]) => (await altwright(['audit', ...args], { cwd })).code
    expect(await code('clean.html')).toBe(0)
    expect(await code('warned.html')).toBe(0)
    expect(await code('warned.html', '--max-warnings', '1')).toBe(0)
    expect(await code('warned.html', '--max-warnings', '0')).toBe(1)
    expect(await code('failed.html')).toBe(1)
  })

  test('reads other encodings, and changes nothing', async () => {
    const cwd = folder({
      'lens.svg': lens,
      'a.html': Buffer.from('<meta charset=iso-8859-1><img src=lens.svg alt="caf\xE9">', 'latin1'),
    })
    const { code, stdout } = await altwright(['audit', '.', '--verbose'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('alt="café"')
  })

  test('recalls from the lockfile and does not write it', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'index.html': page, 'lens.svg': lens })
    const before = contents(cwd)
    const { stdout } = await altwright(['audit', '.'], { cwd })
    expect(stdout).toContain('recalled  suggested')
    expect(stdout).toContain('`altwright fix .` writes the suggested texts.')
    expect(contents(cwd)).toEqual(before)
  })

  test('names paths as they can be pasted into a shell', async () => {
    const cwd = folder({
      "the site's/index.html": page,
      "the site's/lens.svg": lens,
      'altwright.lock.json': known,
    })
    const { stdout } = await altwright(['audit', "the site's"], { cwd })
    expect(stdout).toContain("`altwright fix 'the site'\\''s'` writes")
  })

  test('what a page says cannot drive the terminal', async () => {
    const cwd = folder({ 'a.html': '<img src="\u001B[31mred\u202E.png" alt="\u001B]0;title\u0007image">' })
    const { stdout } = await altwright(['audit', '.', '--verbose'], { cwd })
    for (const control of ['\u001B', '\u0007', '\u202E']) expect(stdout).not.toContain(control)
  })

  test('a picture that stands in many pages is told once, and with --verbose in each', async () => {
    const pages = Object.fromEntries([1, 2, 3].map((n) => [`${n}.html`, '<img src="missing.png">']))
    const cwd = folder(pages)
    const { stdout } = await altwright(['audit', '.'], { cwd })
    expect(stdout.match(/image-unreadable/g)).toHaveLength(1)
    expect(stdout).toContain('and on 2 more pages')
    const verbose = await altwright(['audit', '.', '--verbose'], { cwd })
    expect(verbose.stdout.match(/image-unreadable/g)).toHaveLength(3)
  })

  test('writes the reports that were asked for, and says where', async () => {
    const cwd = folder({ 'a.html': '<img src="missing.png">' })
    const { stdout } = await altwright(
      ['audit', '.', '--reporter', 'html=out/alt.html', '--reporter', 'json=out/alt.json'],
      { cwd },
    )
    expect(stdout).toContain('Report: out/alt.html\nReport: out/alt.json\n')
    expect(JSON.parse(readFileSync(join(cwd, 'out/alt.json'), 'utf8'))).toMatchObject({
      command: 'audit',
      summary: { images: 1, errors: 1 },
    })
    expect(readFileSync(join(cwd, 'out/alt.html'), 'utf8')).toContain('missing.png')
  })

  test('a report that cannot be written is an error in one line', async () => {
    const cwd = folder({ 'a.html': '<p>', out: 'a file' })
    const { code, stderr } = await altwright(['audit', '.', '--quiet', '--reporter', 'json=out/alt.json'], {
      cwd,
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^altwright: .*out\/alt\.json: the report cannot be written \(E\w+: [^,()]*\)\.\n$/,
    )
  })
})

describe('output', () => {
  const files = { 'a.html': '<img src="missing.png"><img src="b.png" width="1" height="1">' }

  test('progress goes to stderr in plain lines, and not at all with --quiet', async () => {
    const cwd = folder(files)
    const { stderr } = await command(['audit', '.'], { cwd })
    expect(stderr).toBe('altwright: 1 of 1 page, 2 images\n')
    const quiet = await altwright(['audit', '.', '--quiet'], { cwd })
    expect(quiet.stderr).toBe('')
    expect(quiet.stdout).toContain('image-unreadable')
    expect(quiet.stdout).not.toContain('2 images')
    expect(quiet.code).toBe(1)
  })

  test('colours: none in a pipe, some when forced, none with NO_COLOR or --no-color', async () => {
    const cwd = folder(files)
    const output = async (args: string[], env: Record<string, string>) =>
      (await altwright(['audit', '.', ...args], { cwd, env })).stdout
    const plain = await output([], {})
    expect(plain).not.toContain('\u001B')
    expect(await output([], { FORCE_COLOR: '1' })).toContain('\u001B[31m')
    expect(await output([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(plain)
    expect(await output(['--no-color'], { FORCE_COLOR: '1' })).toBe(plain)
  })

  test('in CI a run is locked', async () => {
    const cwd = folder({ 'a.html': '<img src="lens.svg">', 'lens.svg': lens })
    const { code, stdout } = await command(['fix', '.'], { cwd, env: { CI: 'true' } })
    expect(code).toBe(1)
    expect(stdout).toContain('not-captioned  error')
    expect(existsSync(join(cwd, 'altwright.lock.json'))).toBe(false)
  })
})

describe('what cannot be written or read', () => {
  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'dist/a.html': page, 'dist/lens.svg': lens })
    chmodSync(join(cwd, 'dist'), 0o500)
    const { code, stdout } = await altwright(['fix', 'dist', '--locked'], { cwd })
    chmodSync(join(cwd, 'dist'), 0o700)
    expect(code).toBe(1)
    expect(stdout).toContain('It cannot be written (EACCES: permission denied).')
    expect(stdout).toContain('recalled  not written')
  })

  test('a page that is read-only is left alone, the others are written, and a dry run says so too', async () => {
    const cwd = folder({ 'altwright.lock.json': known, 'a.html': page, 'b.html': page, 'lens.svg': lens })
    chmodSync(join(cwd, 'a.html'), 0o444)
    for (const flags of [['--dry-run'], []]) {
      const { code, stdout } = await altwright(['fix', '.', '--locked', ...flags], { cwd })
      expect(code).toBe(1)
      expect(stdout).toContain('a.html\n\n  error  It is read-only; left alone.\n')
    }
    expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe(page)
    expect(statSync(join(cwd, 'a.html')).mode & 0o777).toBe(0o444)
    expect(readFileSync(join(cwd, 'b.html'), 'utf8')).toBe(fixedPage)
    chmodSync(join(cwd, 'b.html'), 0o444)
    expect((await altwright(['revert'], { cwd })).stdout).toContain('b.html  left alone: It is read-only.')
    chmodSync(join(cwd, 'b.html'), 0o644)
    expect((await altwright(['revert'], { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'b.html'), 'utf8')).toBe(page)
  })

  test('a page is left alone where nothing could undo what is written, and the words are shown', async () => {
    const cwd = folder({
      'altwright.lock.json': known,
      'a.html': page,
      'lens.svg': lens,
      '.altwright': 'a file',
    })
    const { code, stdout } = await altwright(['fix', '.', '--locked'], { cwd })
    expect(code).toBe(1)
    expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe(page)
    expect(stdout).toMatch(
      /error {2}What undoes it cannot be kept in \.altwright\/undo \(\w+: [^,()]*\); left alone\.\n/,
    )
    expect(stdout).toMatch(/recalled {2}not written\n.*\n {4}alt="Magnifying glass"/)
  })

  test('a page whose name is as long as names can be', async () => {
    const name = `${'a'.repeat(250)}.html`
    const cwd = folder({ 'altwright.lock.json': known, [name]: page, 'lens.svg': lens })
    const { stdout } = await altwright(['fix', '.', '--locked'], { cwd })
    expect(stdout).toContain('recalled  written')
    expect(readFileSync(join(cwd, name), 'utf8')).toContain('alt="Magnifying glass"')
  })

  test('a folder that is named like a page', async () => {
    const cwd = folder({ 'a.html': '<p>' })
    mkdirSync(join(cwd, 'b.html'))
    writeFileSync(join(cwd, 'b.html/c.html'), '<p>')
    const { code, stdout } = await altwright(['audit', '.'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('0 images in 2 pages')
  })
})

describe('settings as flags', () => {
  const site = () =>
    folder({ 'index.html': '<a href=/><img src=l.svg></a><img src=lens.svg alt="image of a lens">' })
  const audit = async (...flags: string[]) => {
    const { code, stdout, stderr } = await altwright(['audit', '.', ...flags], { cwd: site() })
    return { code, stderr, last: stdout.trim().split('\n').at(-1) }
  }

  test('--fail-on and --max-warnings say what fails', async () => {
    expect(await audit()).toMatchObject({ code: 1, last: 'Failed: 1 error.' })
    expect(await audit('--fail-on', 'none')).toMatchObject({ code: 0 })
    expect(await audit('--fail-on', 'warning')).toMatchObject({
      code: 1,
      last: 'Failed: 1 error; 1 warning, and at most 0 allowed.',
    })
    const mild = ['--rule', 'functional-image=warning', '--rule', 'alt-prefix=off']
    expect(await audit(...mild)).toMatchObject({ code: 0 })
    expect(await audit(...mild, '--max-warnings', '0')).toMatchObject({
      code: 1,
      last: 'Failed: 1 warning, and at most 0 allowed.',
    })
  })

  test('what is not a rule, or no severity, ends with 2 and a line that helps', async () => {
    expect(await audit('--rule', 'logos=off')).toMatchObject({
      code: 2,
      stderr: 'altwright: command line: unknown option `rules.logos`, did you mean `logo`?\n',
    })
    expect(await audit('--rule', 'logo=fatal')).toMatchObject({
      code: 2,
      stderr:
        "altwright: option '--rule <id=severity>' argument 'logo=fatal' is invalid. Expected a rule and its severity, as in logo=warning.\n",
    })
  })

  test('--fill none writes nothing, whatever is known', async () => {
    const cwd = folder({ 'index.html': '<img src=p.gif width=1 height=1>' })
    const { stdout } = await altwright(['fix', '.', '--fill', 'none'], { cwd })
    expect(stdout).toContain('held-back  error')
    expect(readFileSync(`${cwd}/index.html`, 'utf8')).toBe('<img src=p.gif width=1 height=1>')
    await altwright(['fix', '.'], { cwd })
    expect(readFileSync(`${cwd}/index.html`, 'utf8')).toBe('<img alt="" src=p.gif width=1 height=1>')
  })
})
