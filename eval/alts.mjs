// `node eval/alts.mjs [--wrong]`: how often the rules that judge words are right, on alts labelled by hand.
import { readFileSync } from 'node:fs'
import { imagesFromHtml, judge, rules } from '@altwright/core'

const file = new URL('../packages/core/test/fixtures/alts.tsv', import.meta.url)
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))

const counts = new Map()
const wrong = []
for (const [batch, label, language, html] of rows) {
  const said = outcome(`<html lang="${language}"><body>${html}`)
  for (const key of [batch, 'all']) {
    const known = counts.get(key) ?? { bad: 0, good: 0, fails: [0, 0], advises: [0, 0] }
    counts.set(key, known)
    known[label] += 1
    if (said !== 'leaves') known[said][label === 'bad' ? 0 : 1] += 1
  }
  if ((label === 'bad') !== (said !== 'leaves')) wrong.push(`${batch} ${label}, ${said}: ${html}`)
}

for (const [batch, { bad, good, fails, advises }] of counts) {
  const found = fails[0] + advises[0]
  process.stdout.write(
    `batch ${batch}: ${found} of ${bad} bad alts found; failing rules right in ${share(fails)}, advising in ${share(advises)}; ` +
      `${fails[1] + advises[1]} of ${good} good ones objected to\n`,
  )
}
if (process.argv.includes('--wrong')) process.stdout.write(`\n${wrong.join('\n')}\n`)

function outcome(html) {
  const severities = imagesFromHtml(html).flatMap((facts) => {
    const { verdict, rule } = judge(facts)
    // That a picture is of text is no fault of its alt.
    return verdict === 'flaw' && rule !== 'image-of-text' ? [rules[rule].severity] : []
  })
  if (severities.includes('error')) return 'fails'
  return severities.includes('warning') ? 'advises' : 'leaves'
}

function share([right, not]) {
  return `${right} of ${right + not}`
}
