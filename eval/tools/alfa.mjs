// Siteimprove's Alfa over a document of jsdom: its own rules, cascade and accessibility tree.
import { Node as AriaNode } from '@siteimprove/alfa-aria'
import { Device } from '@siteimprove/alfa-device'
import { Element, Node } from '@siteimprove/alfa-dom'
import { Native } from '@siteimprove/alfa-dom/native'
import { Request, Response } from '@siteimprove/alfa-http'
import rulesOfAlfa from '@siteimprove/alfa-rules'
import { Page } from '@siteimprove/alfa-web'
import { launchBrowser } from '../../scripts/browser.mjs'
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
  return {
    id: 'alfa',
    title: 'Alfa, jsdom',
    browser: false,
    ...alfaOver(async (item) => {
      const { window } = openDocument(item.html)
      try {
        // jsdom lays nothing out: boxes of no size would be taken for what is not seen.
        return withoutBoxes(await window.eval(reading)(item.selector))
      } finally {
        window.close()
      }
    }),
    async close() {},
  }
}

export async function openAlfaInBrowser() {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  return {
    id: 'alfa-browser',
    title: 'Alfa, Chromium',
    browser: true,
    ...alfaOver(async (item) => {
      await page.setContent(item.html, { waitUntil: 'load' })
      return page.evaluate(`(${reading})(${JSON.stringify(item.selector)})`)
    }),
    close: () => browser.close(),
  }
}

/** Runs in the page: its document as Alfa takes it, the element meant marked; `null` where there is none. */
const reading = `async (selector) => {
  const target = (${targetIn})(document, selector)
  if (target === null) return null
  if (target !== undefined) target.setAttribute('${mark}', '')
  globalThis.Range.prototype.getBoundingClientRect ??= () => new DOMRect()
  return (${Native.fromNode})(document)
}`

function alfaOver(read) {
  const device = Device.standard()
  const rules = new Map([...rulesOfAlfa].map((rule) => [rule.uri.replace(/^.*sia-/, ''), rule]))
  return {
    async answer(item) {
      const json = await read(item)
      if (json === null) return { kind: 'cannot-tell', why: `nothing is ${item.selector}` }
      const page = Page.of(Request.empty(), Response.empty(), Node.from(json, device), device)
      return item.asks.kind === 'flaw' ? flaws(item, page, rules) : value(item, page, device)
    },
  }
}

function withoutBoxes(json) {
  if (json === null) return null
  return JSON.parse(JSON.stringify(json, (key, part) => (key === 'box' ? undefined : part)))
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
