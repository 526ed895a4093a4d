// Siteimprove's Alfa over a document of jsdom: its own rules, cascade and accessibility tree.
import { Node as AriaNode } from '@siteimprove/alfa-aria'
import { Device } from '@siteimprove/alfa-device'
import { Element, Node } from '@siteimprove/alfa-dom'
import { Native } from '@siteimprove/alfa-dom/native'
import { Request, Response } from '@siteimprove/alfa-http'
import rulesOfAlfa from '@siteimprove/alfa-rules'
import { Page } from '@siteimprove/alfa-web'
import { openDocument, targetIn } from './document.mjs'

/** Which ACT rule each of Alfa's implements, as its documentation says: https://alfa.siteimprove.com/rules */
const act = {
  '23a2a8': ['r2'],
  '59796f': ['r28'],
  '7d6734': ['r43'],
  '8fc3b6': ['r63'],
  '46ca7f': ['r67', 'r86'],
  c487ae: ['r11'],
  '97a4e1': ['r12'],
  m6b1q3: ['r94'],
  ffd0e9: ['r64'],
  '9eb3f6': ['r39'],
}

/** Alfa holds elements by identity; the DOM it read from is told apart by this attribute. */
const mark = 'data-eval-target'

export async function openAlfa() {
  const device = Device.standard()
  const rules = new Map([...rulesOfAlfa].map((rule) => [rule.uri.replace(/^.*sia-/, ''), rule]))
  return {
    id: 'alfa',
    title: 'Alfa, jsdom',
    browser: false,
    async answer(item) {
      const { window } = openDocument(item.html)
      const { document } = window
      const target = targetIn(document, item.selector)
      if (target === null) return { kind: 'cannot-tell', why: `nothing is ${item.selector}` }
      target?.setAttribute(mark, '')
      const page = await read(window, device)
      window.close()
      if (item.asks.kind !== 'flaw') return value(item, page, device)
      return flaws(item, page, rules)
    },
    async close() {},
  }
}

async function read(window, device) {
  // jsdom lays nothing out: a text has no box.
  window.Range.prototype.getClientRects ??= () => []
  window.Range.prototype.getBoundingClientRect ??= () => new window.DOMRect()
  const json = await window.eval(`(${Native.fromNode})`)(window.document)
  return Page.of(Request.empty(), Response.empty(), Node.from(json, device), device)
}

function value({ asks }, { document }, device) {
  const target = elementsIn(document).find(isTarget)
  const node = AriaNode.from(target, device)
  if (asks.kind === 'name') return { kind: 'value', value: node.name.map((name) => name.value).getOr('') }
  const exposed = node.role.map((role) => role.name).getOr('generic')
  return { kind: 'value', value: node.type === 'inert' || node.type === 'container' ? 'none' : exposed }
}

async function flaws({ asks, elsewhere }, page, rules) {
  const ids = asks.act.flatMap((id) => act[id] ?? [])
  if (ids.length === 0) return { kind: 'cannot-tell', why: 'no rule' }
  let unsure = false
  const target = elementsIn(page.document).find(isTarget)
  for (const id of ids) {
    for (const outcome of await rules.get(id).evaluate(page)) {
      const { outcome: verdict, target: node } = outcome
      if (node === undefined || !isAbout(node, target, elsewhere)) continue
      if (verdict === 'failed') return { kind: 'found', fails: true, why: id }
      if (verdict === 'cantTell') unsure = true
    }
  }
  return unsure ? { kind: 'cannot-tell', why: 'a question' } : { kind: 'clean' }
}

function elementsIn(document) {
  return [...document.descendants(Node.fullTree)].filter(Element.isElement)
}

function isTarget(element) {
  return element.attribute(mark).isSome()
}

function isAbout(node, target, elsewhere) {
  if (elsewhere && Element.isElement(node) && node.id.isSome()) return false
  return target === undefined || node === target || [...target.descendants(Node.fullTree)].includes(node)
}
