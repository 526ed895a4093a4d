import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../packages/core/test/temporary.ts'

const root = join(import.meta.dirname, '../..')
const shared = join(root, '../shared/cases')
const work = temporaryFolder()

function evaluate(...options: string[]) {
  return spawnSync(process.execPath, [join(root, 'eval/cases.mjs'), ...options], { encoding: 'utf8' })
}

const suites = {
  'act-image-cases.json': [
    { id: 'a1', rule: '23a2a8', expected: 'failed', html: '<img src=a.png>' },
    { id: 'a2', rule: '23a2a8', expected: 'passed', html: '<img src=a.png alt=Fern>' },
    // Labelled wrongly on purpose: the harness has to say so.
    { id: 'a3', rule: '7d6734', expected: 'failed', html: '<svg role=img><title>x</title></svg>' },
    { id: 'a4', rule: '8fc3b6', expected: 'passed', html: '<object data=a.png></object>' },
    { id: 'a5', rule: '59796f', expected: 'passed', html: '<input type=image>', needsCss: true },
    { id: 'a6', rule: 'b20e66', expected: 'failed', html: '<a href=/>x</a>' },
  ],
  'axe-image-cases.json': [
    {
      id: 'x1',
      rule: 'link-name',
      expected: 'failed',
      selector: '#x',
      html: '<a id=x href=/></a><a href=/>y</a>',
    },
    {
      id: 'x2',
      rule: 'link-name',
      expected: 'passed',
      selector: '#y',
      html: '<a href=/></a><a id=y href=/>y</a>',
    },
    { id: 'x3', rule: 'image-alt', expected: 'incomplete', selector: 'img', html: '<img>' },
  ],
  'wpt-name-cases.json': [
    {
      id: 'w1',
      rule: 'n',
      expected: 'name',
      expectedLabel: 'A fern',
      selector: '.t',
      html: '<img class=t alt="A fern">',
    },
    {
      id: 'w2',
      rule: 'n',
      expected: 'name',
      expectedLabel: 'No',
      selector: '.t',
      html: '<img class=t>',
      disputed: 'yes',
    },
    {
      id: 'w3',
      rule: 'r',
      expected: 'role',
      expectedRole: 'img',
      selector: '.t',
      html: '<img class=t src=a>',
    },
  ],
  'alt-quality-cases.json': [
    {
      id: 'q1',
      rule: 'q',
      expected: 'needs-fix',
      alt: 'IMG_1.jpg',
      imageUrl: 'https://x.example/IMG_1.jpg',
      html: null,
    },
    { id: 'q2', rule: 'q', expected: 'ok', alt: 'A fern', imageUrl: 'https://x.example/1.jpg', html: null },
  ],
}

function writeCases(changed: Partial<Record<keyof typeof suites, string>> = {}): string {
  const folder = mkdtempSync(join(work, 'cases-'))
  for (const [name, cases] of Object.entries({ ...suites, ...changed })) {
    writeFileSync(join(folder, name), typeof cases === 'string' ? cases : JSON.stringify(cases))
  }
  return folder
}

const counts = (toFind: number, found: number, clean: number, falsePositives: number) => {
  return { toFind, found, clean, falsePositives, cannotTell: 0 }
}

describe('pnpm eval:cases', () => {
  test('counts what is found, what is clean and what is wrong', () => {
    const { status, stdout, stderr } = evaluate(writeCases(), '--no-peers', '--json')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const { results, leftOut } = JSON.parse(stdout)
    const [{ flaws, values, wrong, quality }] = results
    const rule = (name: string) => flaws.find((row: { rule: string }) => row.rule === name)
    expect(rule('23a2a8').sure).toEqual(counts(1, 1, 1, 0))
    expect(rule('7d6734').sure).toEqual(counts(1, 0, 0, 0))
    expect(rule('8fc3b6').sure).toEqual(counts(0, 0, 1, 1))
    expect(rule('59796f').apart).toEqual(counts(0, 0, 1, 1))
    expect(rule('b20e66')).toBeUndefined()
    expect(rule('link-name').sure).toEqual(counts(1, 1, 1, 0))
    expect(leftOut).toEqual(['x3'])
    expect(values).toMatchObject([
      { kind: 'name', all: 2, right: 1, undisputed: 1, undisputedRight: 1 },
      { kind: 'role', all: 1, right: 1 },
    ])
    expect(wrong.map(({ id }: { id: string }) => id)).toEqual(['a3', 'a4', 'a5', 'w2'])
    expect(quality).toEqual({ flawed: 1, failing: 1, right: 1, advising: 0, advisingRight: 0 })
  })

  test('asks axe-core and Alfa the same', () => {
    const { status, stdout } = evaluate(writeCases(), '--only', 'a1', '--json')
    expect(status).toBe(0)
    const { results } = JSON.parse(stdout)
    expect(
      results.map(({ tool, flaws }: { tool: string; flaws: unknown }) => ({ tool, flaws })),
    ).toMatchObject(
      ['altwright', 'axe-jsdom', 'alfa'].map((tool) => ({ tool, flaws: [{ sure: counts(1, 1, 0, 0) }] })),
    )
  })

  test('says what is missing and exits with 2', () => {
    const absent = evaluate(join(work, 'absent'))
    expect(absent.status).toBe(2)
    expect(absent.stderr).toBe(
      `There is no folder ${join(work, 'absent')}. Name the one that holds the labelled cases: pnpm eval:cases DIR\n`,
    )
    const lacking = evaluate(work)
    expect(lacking.status).toBe(2)
    expect(lacking.stderr).toContain('lacks act-image-cases.json, axe-image-cases.json')
    const broken = evaluate(writeCases({ 'act-image-cases.json': '{' }))
    expect(broken.status).toBe(2)
    expect(broken.stderr).toContain('act-image-cases.json')
    expect(evaluate('--brwoser').status).toBe(2)
  })

  test.skipIf(!existsSync(shared))(
    'holds its figures on the cases beside the project (skipped where they are absent)',
    () => {
      const { status, stdout } = evaluate(shared, '--no-peers', '--json')
      expect(status).toBe(0)
      const [{ flaws, values }] = JSON.parse(stdout).results
      const nameRules = ['23a2a8', '59796f', '7d6734', '8fc3b6', '46ca7f', 'c487ae', 'm6b1q3', 'ffd0e9']
      for (const { rule, sure, apart } of flaws) {
        if (!nameRules.includes(rule)) continue
        for (const count of [sure, apart]) {
          expect({ rule, found: count.found, falsePositives: count.falsePositives }).toEqual({
            rule,
            found: count.toFind,
            falsePositives: 0,
          })
        }
      }
      const share = (suite: string, kind: string) => {
        const row = values.find(
          (item: { suite: string; kind: string }) => item.suite === suite && item.kind === kind,
        )
        return row.undisputedRight / row.undisputed
      }
      expect(share('wpt', 'name')).toBeGreaterThanOrEqual(0.95)
      expect(share('wpt', 'role')).toBeGreaterThanOrEqual(0.9)
    },
  )
})
