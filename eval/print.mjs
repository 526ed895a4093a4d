// Counts as text, in the words of docs/eval.md.
import { nameRules, sum } from './score.mjs'

const suites = {
  act: 'ACT rules',
  axe: 'axe-core’s fixtures',
  wpt: 'web-platform-tests',
  quality: 'alt quality',
}

/** One section a suite, one row a rule, one column group a tool. */
export function tables(results) {
  const out = []
  for (const suite of Object.keys(suites)) {
    const rows = flawRows(suite, results)
    if (rows.length > 0) out.push(`${suites[suite]}\n${table(rows)}`)
  }
  out.push(`Names and roles right (of the undisputed; of all)\n${table(valueRows(results))}`)
  return out.join('\n\n')
}

function flawRows(suite, results) {
  const keys = [
    ...new Set(
      results.flatMap(({ flaws }) => flaws.filter((row) => row.suite === suite).map((row) => row.rule)),
    ),
  ].sort((a, b) => order(a) - order(b))
  if (keys.length === 0) return []
  const rows = [['rule', ...results.map(({ title }) => title)]]
  for (const rule of keys) {
    rows.push([
      rule,
      ...results.map(({ flaws }) => cell(flaws.find((row) => row.suite === suite && row.rule === rule))),
    ])
  }
  if (suite === 'act') rows.push(total('name rules', suite, results, (rule) => nameRules.includes(rule)))
  rows.push(total('all', suite, results, () => true))
  return rows
}

function order(rule) {
  const index = nameRules.indexOf(rule)
  return index === -1 ? nameRules.length : index
}

function total(title, suite, results, accepts) {
  return [
    title,
    ...results.map(({ flaws }) => {
      const rows = flaws.filter((row) => row.suite === suite && accepts(row.rule))
      return cell({ sure: sum(rows, 'sure'), apart: sum(rows, 'apart') })
    }),
  ]
}

function cell(row) {
  if (row === undefined) return '–'
  const { sure, apart } = row
  const parts = []
  if (sure.toFind + sure.clean > 0) parts.push(counts(sure))
  if (apart.toFind + apart.clean > 0) parts.push(`[${counts(apart)}]`)
  return parts.join(' ')
}

/** found / to find, false positives / clean, ? could not tell. */
function counts({ toFind, found, clean, falsePositives, cannotTell }) {
  return `${found}/${toFind} ${falsePositives}/${clean}${cannotTell === 0 ? '' : ` ?${cannotTell}`}`
}

function valueRows(results) {
  const keys = [
    ...new Set(results.flatMap(({ values }) => values.map(({ suite, kind }) => `${suite} ${kind}`))),
  ]
  return [
    ['suite', ...results.map(({ title }) => title)],
    ...keys.map((key) => [
      `${key}s`,
      ...results.map(({ values }) => {
        const row = values.find(({ suite, kind }) => `${suite} ${kind}` === key)
        if (row === undefined || row.notOffered === row.all) return '–'
        return `${row.undisputedRight}/${row.undisputed}; ${row.right}/${row.all}`
      }),
    ]),
  ]
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)))
  return rows
    .map((row) => `  ${row.map((value, column) => value.padEnd(widths[column])).join('   ')}`.trimEnd())
    .join('\n')
}

export function qualityLine({ flawed, failing, right, advising, advisingRight }) {
  return (
    `Alt quality, without seeing the pictures: rules that fail a build object to ${failing}, ` +
    `${right} of them rightly; rules that advise to ${advising}, ${advisingRight} rightly; ${flawed} alts need a fix.`
  )
}

/** What a tool got wrong, for whoever wants to know why. */
export function mistakes({ title, wrong }) {
  const sure = wrong.filter(({ apart }) => !apart)
  if (sure.length === 0) return `${title}: nothing wrong.`
  const lines = sure.map(({ id, rule, expected, answered, why }) => {
    const reason = why === undefined ? '' : ` (${why})`
    return `  ${id} ${rule}: expected ${quote(expected)}, answered ${quote(answered)}${reason}`
  })
  return `${title}:\n${lines.join('\n')}`
}

function quote(value) {
  return ['found', 'clean', 'cannot-tell', 'failed'].includes(value) ? value : `“${value}”`
}
