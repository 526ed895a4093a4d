import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder } from '../folder.ts'
import { altwright } from '../in-process.ts'
import { lockfile } from '../lockfile.ts'
import { picture } from '../site.ts'

const lens = picture('magnifying glass icon')
const page = '\uFEFF<!doctype html>\r\n<img src="lens.svg">\r\n<a href="/"><img src="logo.svg"></a>\r\n'

function site() {
  return folder({
    'altwright.lock.json': lockfile({ [lens]: 'Magnifying glass' }),
    'dist/über uns/index.html': page,
    'dist/über uns/lens.svg': lens,
    'dist/über uns/logo.svg': lens,
  })
}

test('reports go to files by format, and their paths are said', async () => {
  const cwd = site()
  const { code, stdout } = await altwright(
    [
      'audit',
      'dist',
      '--reporter',
      'sarif=out/alt.sarif',
      '--reporter',
      'junit=alt.xml',
      '--reporter',
      'csv=alt.csv',
    ],
    { cwd },
  )
  expect(code).toBe(1)
  expect(stdout).toContain('Report: out/alt.sarif\nReport: alt.xml\nReport: alt.csv\n')
  expect(JSON.parse(readFileSync(join(cwd, 'out/alt.sarif'), 'utf8')).version).toBe('2.1.0')
  expect(readFileSync(join(cwd, 'alt.xml'), 'utf8')).toContain('failures="2"')
  expect(readFileSync(join(cwd, 'alt.csv'), 'utf8').split('\r\n')).toHaveLength(4)
})

test('a format alone goes to stdout, and words for people to stderr', async () => {
  const { stdout, stderr } = await altwright(['audit', 'dist', '--reporter', 'markdown'], { cwd: site() })
  expect(stdout).toMatch(/^<!-- altwright report -->\n\n## Image alts: 2 errors\n/)
  expect(stdout).not.toContain('Failed')
  expect(stderr).toContain('functional-image  error')
  expect(stderr).toContain('Failed: 2 errors.')
})

test('git applies the patch of an audit and of a dry run; then there is nothing more to write', async () => {
  for (const command of [['audit'], ['fix', '--dry-run']]) {
    const cwd = site()
    const { stdout: patch } = await altwright([...command, 'dist', '--locked', '--reporter', 'patch'], {
      cwd,
    })
    execFileSync('git', ['apply', '--whitespace=nowarn'], {
      cwd,
      input: patch,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    expect(readFileSync(join(cwd, 'dist/über uns/index.html'), 'utf8')).toBe(
      page.replace('<img', '<img alt="Magnifying glass"'),
    )
    const after = await altwright([...command, 'dist', '--locked', '--reporter', 'patch'], { cwd })
    expect(after.stdout).toBe('')
  }
})

test('the patch of a run that wrote takes back what it wrote', async () => {
  const cwd = site()
  const { stdout: patch } = await altwright(['fix', 'dist', '--locked', '--reporter', 'patch'], { cwd })
  execFileSync('git', ['apply', '-R', '--whitespace=nowarn'], { cwd, input: patch })
  expect(readFileSync(join(cwd, 'dist/über uns/index.html'), 'utf8')).toBe(page)
})

test('a page in another encoding is in no patch', async () => {
  const cwd = folder({
    'altwright.lock.json': lockfile({ [lens]: 'Lupe für Pläne' }),
    'a.html': Buffer.from('<p>Straße<img src=lens.svg>', 'latin1'),
    'lens.svg': lens,
  })
  const { stdout } = await altwright(['audit', 'a.html', '--reporter', 'patch'], { cwd })
  expect(stdout).toBe('')
})

test.each([
  [['--reporter', 'xml'], "argument 'xml' is invalid. Known formats: html, json, markdown, sarif,"],
  [['--reporter', 'sarif='], "argument 'sarif=' is invalid. Known formats:"],
  [
    ['--reporter', 'sarif', '--reporter', 'csv'],
    "argument 'csv' is invalid. Only one report goes to stdout; name a file, as in csv=alt.csv.",
  ],
])('%j', async (flags, message) => {
  const { code, stdout, stderr } = await altwright(['audit', 'dist', ...flags], { cwd: site() })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})

test('a report that cannot be written ends with 2, and says which', async () => {
  const cwd = site()
  const { code, stdout, stderr } = await altwright(['audit', 'dist', '--reporter', 'csv=dist'], { cwd })
  expect(code).toBe(2)
  // What was found is not lost with it.
  expect(stdout).toContain('functional-image')
  expect(stderr).toMatch(/^altwright: .*dist: the report cannot be written \(EISDIR: [^,()]*\)\.$/m)
})
