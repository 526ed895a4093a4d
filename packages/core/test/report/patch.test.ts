import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { changesOf, reporters } from '@altwright/core/report'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'
import { nothing } from './report.fixture.ts'

type Version = Readonly<Record<string, string>>

/** A folder with these files after git has applied the patch that leads to the others. */
function applied(before: Version, after: Version): Version {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(before)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const changes = Object.keys(before)
    .map((path) => changesOf(path, before[path] ?? '', after[path] ?? ''))
    .filter((change) => change !== undefined)
  const patch = reporters.patch({ ...nothing, changes })
  // Nothing of the user's configuration may decide what is applied.
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: folder,
    GIT_CEILING_DIRECTORIES: tmpdir(),
  }
  if (patch !== '') execFileSync('git', ['apply', '--whitespace=nowarn'], { cwd: folder, input: patch, env })
  return Object.fromEntries(
    Object.keys(before).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )
}

const page = (alt: string, end = '\n') =>
  [
    '<!doctype html>',
    '<p>1',
    '<p>2',
    '<p>3',
    `<img${alt} src="a.png">`,
    '<p>4',
    '<p>5',
    '<p>6',
    `<p>7${end}`,
  ].join('\n')

test.each([
  ['in the middle', page(''), page(' alt="A"')],
  ['in the only line', '<img src=a.png>', '<img alt="" src=a.png>'],
  ['in the only line, ended', '<img src=a.png>\n', '<img alt="" src=a.png>\n'],
  ['without a line feed at the end', page('', ''), page(' alt="A"', '')],
  ['in the last line, without a line feed', 'a\nb\n<img src=a>', 'a\nb\n<img alt="" src=a>'],
  ['with CRLF', page('').replaceAll('\n', '\r\n'), page(' alt="A"').replaceAll('\n', '\r\n')],
  ['with CR alone', page('').replaceAll('\n', '\r'), page(' alt="A"').replaceAll('\n', '\r')],
  ['with a byte order mark', `\uFEFF<img src=a>\n${page('')}`, `\uFEFF<img alt="" src=a>\n${page('')}`],
  ['with a text of two lines', page(''), page(' alt="A\nB"')],
  ['with emoji and other scripts', page(' title="日本語 😀"'), page(' alt="مرحبا 😀" title="日本語 😀"')],
  [
    'close together and far apart',
    page('') + page('').repeat(3),
    page(' alt="A"') + page('').repeat(2) + page(' alt="B"'),
  ],
  ['with a NUL', `\u0000${page('')}`, `\u0000${page(' alt="A"')}`],
])('git applies a change %s', (_, before, after) => {
  expect(applied({ 'index.html': before }, { 'index.html': after })).toEqual({ 'index.html': after })
})

test('names with spaces, quotes, other scripts and signs', () => {
  const names = [
    'a b/c d.html',
    'ü/日本語.html',
    'tab\there.html',
    'quote".html',
    'back\\slash.html',
    '-x.html',
    "it's.html",
  ]
  const before = Object.fromEntries(names.map((name) => [name, page('')]))
  const after = Object.fromEntries(names.map((name) => [name, page(' alt="A"')]))
  expect(applied(before, after)).toEqual(after)
})

test('whatever the lines are', () => {
  const line = fc.constantFrom(
    '',
    '<p>',
    '<img src=a>',
    '-',
    '+',
    '\\ No newline at end of file',
    '@@ -1 +1 @@',
    '\r',
  )
  const text = fc.tuple(fc.array(line, { minLength: 1, maxLength: 30 }), fc.boolean())
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.constantFrom('A', 'A\nB'),
      (pages, seed, alt) => {
        const whole = ([lines, ended]: [string[], boolean]) => lines.join('\n') + (ended ? '\n' : '')
        const edited = ([lines, ended]: [string[], boolean]) =>
          whole([
            lines.map((own, index) => ((index + seed) % 3 === 0 ? `${own}<img alt="${alt}">` : own)),
            ended,
          ])
        const named = (of: (page: [string[], boolean]) => string) =>
          Object.fromEntries(pages.map((own, index) => [`${index}.html`, of(own)]))
        expect(applied(named(whole), named(edited))).toEqual(named(edited))
      },
    ),
    { numRuns: 25 },
  )
})

test('nothing to write is an empty patch', () => {
  expect(changesOf('a.html', 'x', 'x')).toBeUndefined()
  expect(reporters.patch(nothing)).toBe('')
})
