// Labelled cases of public suites, one JSON file a suite, and what each asks of a tool.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const axe = createRequire(import.meta.url)('axe-core')

const files = {
  act: 'act-image-cases.json',
  axe: 'axe-image-cases.json',
  wpt: 'wpt-name-cases.json',
  quality: 'alt-quality-cases.json',
}

/** Rules that the suites share with others and that are not about images. */
const left = new Set(['fd3a94', 'b20e66', '9bd38c', '5c01ea'])

/** axe-core's own word on which ACT rules each of its rules implements. */
const actOfAxe = new Map(axe.getRules().map((rule) => [rule.ruleId, rule.actIds ?? []]))

/** Where no ACT rule says what a rule of axe-core looks for, the rule of ours that looks for the same. */
const ours = {
  'image-redundant-alt': ['alt-repeats-text'],
  'server-side-image-map': ['server-map', 'image-map'],
}

/** What it means for the rule of a unit test that its check answers true. */
const checks = {
  'unit-alt-space-value': { rules: ['alt-blank'], act: [], axe: ['image-alt'], isFlaw: true },
  'unit-duplicate-img-label': {
    rules: ['alt-repeats-text'],
    act: [],
    axe: ['image-redundant-alt'],
    isFlaw: true,
  },
  'unit-has-alt': { rules: [], act: ['23a2a8'], axe: ['image-alt'], isFlaw: false },
}

/** Checks that are true of an element with a name. */
const nameChecks = new Set(['unit-non-empty-alt', 'unit-svg-non-empty-title'])

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {'act' | 'axe' | 'wpt' | 'quality'} suite
 * @property {string} rule
 * @property {string} html
 *   A fragment or a whole page.
 * @property {string | undefined} selector
 *   The element meant; the whole page where there is none.
 * @property {boolean} elsewhere
 *   Elements with an id are cases of their own.
 * @property {{kind: 'flaw', found: boolean, rules: string[], act: string[], axe: string[]}
 *   | {kind: 'name' | 'role', value: string}
 *   | {kind: 'name', any: boolean}} asks
 *   `any`: whether there is a name at all.
 * @property {boolean} needsBrowser
 *   What decides it is not in the source.
 * @property {boolean} disputed
 *   The standards disagree.
 */

/**
 * Reads all suites of a folder.
 *
 * @returns {{cases: Case[], leftOut: string[]}}
 *   `leftOut` are ids of cases that ask nothing that a tool answers.
 */
export function readSuites(folder) {
  if (!existsSync(folder)) throw new MissingCases(folder)
  const missing = Object.values(files).filter((file) => !existsSync(join(folder, file)))
  if (missing.length > 0) throw new MissingCases(folder, missing)
  const cases = []
  const leftOut = []
  for (const [suite, file] of Object.entries(files)) {
    for (const item of parseFile(join(folder, file))) {
      if (left.has(item.rule)) continue
      const asks = whatIsAsked(suite, item)
      if (asks === undefined) leftOut.push(item.id)
      else cases.push(toCase(suite, item, asks))
    }
  }
  return { cases, leftOut }
}

export class MissingCases extends Error {
  constructor(folder, missing = []) {
    super(
      missing.length === 0
        ? `There is no folder ${folder}. Name the one that holds the labelled cases: pnpm eval:cases DIR`
        : `${folder} lacks ${missing.join(', ')}. Name a folder that holds the labelled cases: pnpm eval:cases DIR`,
    )
  }
}

function parseFile(path) {
  try {
    const items = JSON.parse(readFileSync(path, 'utf8'))
    if (Array.isArray(items)) return items
  } catch (error) {
    throw new MissingCases(`${path} (${error.message})`)
  }
  throw new MissingCases(`${path} (a list of cases is expected)`)
}

function toCase(suite, item, asks) {
  const html = item.fullHtml ?? item.html ?? imageOf(item)
  return {
    id: item.id,
    suite,
    rule: item.rule,
    html,
    selector: item.selector ?? undefined,
    elsewhere: suite === 'axe' && item.page !== undefined && item.selector === null,
    asks,
    needsBrowser: [item.needsCss, item.needsScript, item.needsPixels].includes(true),
    disputed: item.disputed !== undefined && item.disputed !== false,
  }
}

/** The labelled alts come without a page. */
function imageOf({ alt, imageUrl }) {
  const quote = (value) => String(value).replace(/&/g, '&amp;').replace(/"/g, '&quot;')
  return `<img src="${quote(imageUrl)}" alt="${quote(alt)}">`
}

function whatIsAsked(suite, { rule, expected, expectedLabel, expectedRole }) {
  if (expected === 'name') return { kind: 'name', value: expectedLabel ?? '' }
  if (expected === 'role') return { kind: 'role', value: expectedRole }
  if (suite === 'quality') {
    return { kind: 'flaw', found: expected !== 'ok', rules: ['*'], act: [], axe: [] }
  }
  if (nameChecks.has(rule)) return { kind: 'name', any: expected === 'check-true' }
  const check = checks[rule]
  if (check !== undefined) {
    const { isFlaw, ...asked } = check
    return { kind: 'flaw', found: (expected === 'check-true') === isFlaw, ...asked }
  }
  if (!['passed', 'failed', 'inapplicable'].includes(expected)) return undefined
  const flaw = { kind: 'flaw', found: expected === 'failed' }
  if (suite === 'act') return { ...flaw, rules: [], act: [rule], axe: [] }
  return { ...flaw, rules: ours[rule] ?? [], act: actOfAxe.get(rule) ?? [], axe: [rule] }
}
