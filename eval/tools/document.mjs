// A document for tools that need a DOM.
import { JSDOM, VirtualConsole } from 'jsdom'

/** Scripts of the page do not run: jsdom is no sandbox. */
export function openDocument(html) {
  return new JSDOM(html, { runScripts: 'outside-only', virtualConsole: new VirtualConsole() })
}

/**
 * The element that a case means: `undefined` where it means the page, `null` where there is none. Runs in a page
 * too, and uses nothing from this module.
 */
export function targetIn(document, selector) {
  if (selector === undefined) return undefined
  // The selectors of jsdom trip over brackets in a quoted value.
  const [, name, value] = /^\[([\w-]+)="(.*)"\]$/.exec(selector) ?? []
  if (name === undefined) return document.querySelector(selector)
  return [...document.querySelectorAll(`[${name}]`)].find((node) => node.getAttribute(name) === value) ?? null
}
