// What axe-core answers to a case, in whichever document it runs.
import { targetIn } from './document.mjs'

/**
 * Runs in the page and uses nothing from this module but what it is given: violations of rules that look for the same, on the element
 * meant or in it.
 */
async function answerInPage({ asks, selector, elsewhere }, targetIn) {
  const { axe, document } = globalThis
  const target = targetIn(document, selector)
  if (target === null) return { kind: 'cannot-tell', why: `nothing is ${selector}` }
  if (asks.kind !== 'flaw') {
    axe.setup(document)
    try {
      const { text, aria } = axe.commons
      const value = asks.kind === 'name' ? text.accessibleText(target) : (aria.getRole(target) ?? 'generic')
      return { kind: 'value', value }
    } finally {
      axe.teardown()
    }
  }
  const wanted = axe
    .getRules()
    .filter(
      ({ ruleId, actIds = [] }) => asks.axe.includes(ruleId) || actIds.some((id) => asks.act.includes(id)),
    )
    .map(({ ruleId }) => ruleId)
  if (wanted.length === 0) return { kind: 'cannot-tell', why: 'no rule' }
  const { violations, incomplete } = await axe.run(document, { runOnly: { type: 'rule', values: wanted } })
  const about = (results) =>
    results.filter(({ nodes }) =>
      nodes.some(({ target: path }) => {
        const node = document.querySelector(path.flat().at(-1))
        if (node === null) return false
        if (elsewhere && node.id !== '') return false
        return target === undefined || target.contains(node)
      }),
    )
  const found = about(violations)
  if (found.length > 0) return { kind: 'found', fails: true, why: found.map(({ id }) => id).join(', ') }
  return about(incomplete).length > 0 ? { kind: 'cannot-tell', why: 'incomplete' } : { kind: 'clean' }
}

/** The part of a case that a page needs. */
export function question({ asks, selector, elsewhere }) {
  return { asks, selector, elsewhere }
}

/** Both functions as a script that answers a question. */
export const answering = `(question) => (${answerInPage})(question, ${targetIn})`
