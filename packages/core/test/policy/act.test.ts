import { readFileSync } from 'node:fs'
import { imagesFromHtml, judge, rules } from '@altwright/core'
import { describe, expect, test } from 'vitest'

const rows = readFileSync(new URL('../fixtures/rules.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string])

/** What an audit says of a page: the worst of its findings. */
function said(html: string): string {
  const severities = imagesFromHtml(html).flatMap((facts) => {
    const { verdict, rule } = judge(facts)
    // An alt that a rule writes is an alt that is missing.
    if (verdict === 'write') return ['error']
    return verdict === 'keep' ? [] : [rules[rule].severity]
  })
  if (severities.includes('error')) return 'fails'
  return severities.includes('warning') ? 'advises' : 'leaves'
}

describe('what each rule applies to, and what it expects', () => {
  test.each(rows)('%s %s %s', (_, expected, html) => {
    expect(said(html)).toBe(expected)
  })
})
