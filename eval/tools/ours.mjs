// Altwright over the source of a page: facts from hast → judge → finding, as an audit runs it.

import { tmpdir } from 'node:os'
import { accessibilityOf, imagesFromHast, openRun, rules } from '@altwright/core'
import { resolveOptions } from '@altwright/core/config'
import { fromHtml } from 'hast-util-from-html'
import { select, selectAll } from 'hast-util-select'

/** Two pixels wide, so that it is no spacer: what pictures show is not asked of these cases. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
)

export async function openOurs() {
  const audit = await openAudit()
  return {
    id: 'altwright',
    title: 'Altwright',
    browser: false,
    async answer(item) {
      return answerOf(item, fromHtml(item.html), false, audit)
    },
    close: () => audit.close(),
  }
}

export async function openAudit() {
  const settings = resolveOptions({ locked: true }, 'eval', { root: tmpdir(), ci: true })
  const run = await openRun({ command: 'audit', settings })
  const load = async () => ({ status: 'loaded', bytes: png })
  return {
    describe: (document, facts) => run.describe(document, facts, load),
    close: () => run.dispose(),
  }
}

/** What a tree answers to a case; the same for a page's source and for what a browser made of it. */
export async function answerOf(item, tree, rendered, audit) {
  const target = item.selector === undefined ? undefined : select(item.selector, tree)
  if (target === null) return { kind: 'cannot-tell', why: `nothing is ${item.selector}` }
  const images = imagesFromHast(tree, { source: item.html, rendered })
  if (item.asks.kind === 'flaw') return flaws(item, tree, target, images, audit)
  const known = images.find(({ node }) => node === target)
  const accessibility = accessibilityOf(tree, { rendered })
  return item.asks.kind === 'name'
    ? { kind: 'value', value: known?.facts.name.value ?? accessibility.name(target).value }
    : { kind: 'value', value: accessibility.role(target) }
}

async function flaws(item, tree, target, images, audit) {
  const findings = await audit.describe(
    item.id,
    images.map(({ facts }) => facts),
  )
  const others = item.elsewhere ? new Set(selectAll('[id]', tree)) : new Set()
  const inside = target === undefined ? undefined : new Set([target, ...selectAll('*', target)])
  const about = findings.filter((_, index) => {
    const { node } = images[index]
    return (inside === undefined || inside.has(node)) && !others.has(node)
  })
  const { rules: wanted, act } = item.asks
  const matches = ({ rule }) =>
    wanted.includes('*') || wanted.includes(rule) || rules[rule].act.some((id) => act.includes(id))
  const found = about.filter((finding) => finding.severity !== 'info' && matches(finding))
  if (found.length > 0) {
    return {
      kind: 'found',
      why: found.map(({ rule }) => rule).join(', '),
      fails: found.some(({ severity }) => severity === 'error'),
    }
  }
  const unknown = about.find(({ rule }) => rule === 'dynamic-alt' || rule === 'canvas')
  return unknown === undefined ? { kind: 'clean' } : { kind: 'cannot-tell', why: unknown.rule }
}
