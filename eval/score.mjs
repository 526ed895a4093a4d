// From answers to counts.

/** Rules that can be judged by names alone, and are. */
export const nameRules = ['23a2a8', '59796f', '7d6734', '8fc3b6', '46ca7f', 'c487ae', 'm6b1q3', 'ffd0e9']

const emptyCount = () => ({ toFind: 0, found: 0, clean: 0, falsePositives: 0, cannotTell: 0 })

/**
 * Counts a tool's answers by suite and rule. Cases that need a browser are counted apart where the tool has
 * none; disputed ones are always apart.
 */
export function score(tool, cases, answers) {
  const flaws = new Map()
  const values = new Map()
  const wrong = []
  for (const [index, item] of cases.entries()) {
    const answer = answers[index]
    const apart = !tool.browser && item.needsBrowser
    if (item.asks.kind === 'flaw') {
      const row = rowOf(flaws, `${item.suite} ${item.rule}`, () => ({
        suite: item.suite,
        rule: item.rule,
        sure: emptyCount(),
        apart: emptyCount(),
      }))
      const right = countFlaw(apart ? row.apart : row.sure, item.asks.found, answer)
      if (!right) wrong.push(mistake(item, item.asks.found ? 'found' : 'clean', answer, apart))
    } else {
      const row = rowOf(values, `${item.suite} ${item.asks.kind}`, () => ({
        suite: item.suite,
        kind: item.asks.kind,
        all: 0,
        right: 0,
        undisputed: 0,
        undisputedRight: 0,
        notOffered: 0,
      }))
      const right = countValue(row, item, answer)
      const expected = item.asks.value ?? (item.asks.any ? 'a name' : '')
      if (!right) wrong.push(mistake(item, expected, answer, item.disputed))
    }
  }
  return { tool: tool.id, title: tool.title, flaws: [...flaws.values()], values: [...values.values()], wrong }
}

function rowOf(rows, key, make) {
  const known = rows.get(key)
  if (known !== undefined) return known
  const row = make()
  rows.set(key, row)
  return row
}

function countFlaw(count, toFind, answer) {
  if (toFind) count.toFind += 1
  else count.clean += 1
  if (answer.kind === 'cannot-tell' || answer.kind === 'failed') count.cannotTell += 1
  else if (answer.kind === 'found') {
    if (toFind) count.found += 1
    else count.falsePositives += 1
  }
  return toFind === (answer.kind === 'found')
}

function countValue(row, item, answer) {
  row.all += 1
  if (!item.disputed) row.undisputed += 1
  if (answer.kind !== 'value') {
    row.notOffered += 1
    return false
  }
  const { any, value } = item.asks
  const right =
    any === undefined ? normal(answer.value) === normal(value) : any === (normal(answer.value) !== '')
  if (right) {
    row.right += 1
    if (!item.disputed) row.undisputedRight += 1
  }
  return right
}

/** The roles `img` and `image`, `presentation` and `none` are each one role with two names. */
function normal(value) {
  const plain = String(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()
  return { img: 'image', presentation: 'none' }[plain] ?? plain
}

function mistake(item, expected, answer, apart) {
  return {
    id: item.id,
    suite: item.suite,
    rule: item.rule,
    expected,
    answered: answer.kind === 'value' ? answer.value : answer.kind,
    why: answer.why,
    apart,
  }
}

/** Counts of several rows as one. */
export function sum(rows, part) {
  const total = emptyCount()
  for (const row of rows) for (const key of Object.keys(total)) total[key] += row[part][key]
  return total
}

/** How many of the alts that a failing rule objects to are labelled as in need of a fix. */
export function precision(cases, answers) {
  let failing = 0
  let right = 0
  let advising = 0
  let advisingRight = 0
  let flawed = 0
  for (const [index, item] of cases.entries()) {
    if (item.suite !== 'quality') continue
    if (item.asks.found) flawed += 1
    const answer = answers[index]
    if (answer.kind !== 'found') continue
    if (answer.fails) {
      failing += 1
      if (item.asks.found) right += 1
    } else {
      advising += 1
      if (item.asks.found) advisingRight += 1
    }
  }
  return { flawed, failing, right, advising, advisingRight }
}
