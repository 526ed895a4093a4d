import { readFileSync } from 'node:fs'
import { imagesFromHtml, judge, rules } from '@altwright/core'
import { expect, test } from 'vitest'

const rows = readFileSync(new URL('../fixtures/alts.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, label, language, html] = line.split('\t')
    const page = `<html lang="${language}"><body>${html}`
    const objections = imagesFromHtml(page).flatMap((facts) => {
      const { verdict, rule } = judge(facts)
      // That a picture is of text is no fault of its alt.
      return verdict === 'flaw' && rule !== 'image-of-text' ? [rule] : []
    })
    return { label, html, objections }
  })

test('no rule that fails a build objects to an alt that is good', () => {
  const failed = rows.filter(
    ({ label, objections }) =>
      label === 'good' && objections.some((rule) => rules[rule].severity === 'error'),
  )
  expect(failed).toEqual([])
})

test('of a hundred good alts one at most is objected to', () => {
  const good = rows.filter(({ label }) => label === 'good')
  const advised = good.filter(({ objections }) => objections.length > 0)
  expect(advised.map(({ html }) => html)).toEqual([
    '<img src="/n/1.jpg" alt="Image of Christ from the Book of Kells">',
  ])
})

test('most bad alts are found', () => {
  const bad = rows.filter(({ label }) => label === 'bad')
  const missed = bad.filter(({ objections }) => objections.length === 0)
  expect(missed.length / bad.length).toBeLessThan(0.1)
})
