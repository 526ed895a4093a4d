import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { script, scriptHash } from '../../src/report/html/script.ts'
import { style, styleHash } from '../../src/report/html/style.ts'
import { htmlReport } from '../../src/report/reporters/html.ts'
import { everything, fine, nothing, site } from './report.fixture.ts'

const reports = [
  ['ordinary', site],
  ['hostile', everything],
  ['empty', nothing],
  ['fine', fine],
] as const

test('the policy names our script and our style sheet; paste the new hash when they change', () => {
  expect(scriptHash).toBe(hashOf(script))
  expect(styleHash).toBe(hashOf(style))
})

test.each(reports)('the %s report holds what the hashes are of', (_, report) => {
  const html = htmlReport(report)
  expect(html).toContain(
    `content="default-src 'none'; img-src data:; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'"`,
  )
  expect([...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => hashOf(text ?? ''))).toEqual([
    scriptHash,
  ])
  expect([...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => hashOf(text ?? ''))).toEqual([
    styleHash,
  ])
})

test.each(reports)('the %s report fetches nothing and claims nothing', (_, report) => {
  const html = htmlReport(report)
  expect(html.match(/<[a-z][^>]* src="(?!data:image\/(?:png|webp);base64,)/)).toBeNull()
  expect(html.match(/<(?:link|iframe|object|embed|base|video|audio)\b/)).toBeNull()
  expect(html).not.toMatch(/complian|conform/i)
})

test('it is the same text every time, and the report is left alone', () => {
  expect(htmlReport(structuredClone(everything))).toBe(htmlReport(everything))
  expect(() => htmlReport({ ...everything, findings: Object.freeze([...everything.findings]) })).not.toThrow()
})

test('addresses of the site that it is about go by their path, those of others whole', () => {
  const root = 'https://shop.example'
  const [finding] = site.findings
  if (finding === undefined) throw new Error('The fixture has no findings')
  const at = (document: string, source: string) => ({ ...finding, document, source })
  const html = htmlReport({
    ...site,
    root,
    findings: [
      at(`${root}/cart`, `${root}/icons/cart.svg`),
      at(`${root}.evil/cart`, `${root}/icons/cart.svg`),
    ],
  })
  expect(html).toMatch(/<a href="https:\/\/shop\.example\/cart"[^>]*><bdi>\/cart<\/bdi><\/a>/)
  expect(html).toContain('>/icons/</span>cart.svg')
  expect(html).toContain('>https://shop.example.evil/cart</bdi></a>')
})

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
