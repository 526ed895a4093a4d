import type { Report } from '../report.ts'
import { script, scriptHash } from './script.ts'
import { style, styleHash } from './style.ts'
import { type Content, type Element, h, quoted } from './tree.ts'

// Nothing is fetched, nothing but our own script runs, and nothing can be sent anywhere.
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src '${styleHash}'`,
  `script-src '${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

export interface Frame {
  readonly title: string
  readonly heading: string
  /** What the page is about, under its heading. */
  readonly root: string
  readonly facts: readonly (readonly [label: string, value: Content])[]
  readonly tool: Report['tool']
  /** With an element `findings` that the first link leads to. */
  readonly main: Content
}

/** The page around what it says: head with policy and style, masthead, footer, script. */
export function frame({ title, heading, root, facts, tool, main }: Frame): Element {
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'referrer', content: 'no-referrer' }),
      h('title', {}, title),
      h('style', {}, style),
    ),
    h(
      'body',
      {},
      h('a', { class: 'skip', href: '#findings' }, 'Skip to the findings'),
      h(
        'header',
        { class: 'masthead' },
        h(
          'div',
          { class: 'title' },
          h('p', { class: 'brand' }, mark, 'Altwright'),
          h('h1', {}, heading),
          h('p', { class: 'root' }, quoted(root)),
        ),
        h(
          'dl',
          { class: 'run' },
          facts.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
        ),
      ),
      h('main', {}, main),
      h(
        'footer',
        {},
        h('p', {}, 'Written by ', quoted(`${tool.name} ${tool.version}`), '.'),
        h(
          'p',
          {},
          'This report is about the text alternatives of images and nothing else. Whether words are right for their page is for a person to judge.',
        ),
      ),
      h('script', {}, script),
    ),
  )
}

/** A picture with its line of text. */
const mark = h(
  'svg',
  { class: 'mark', viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true', focusable: 'false' },
  h('rect', { x: 1, y: 1, width: 18, height: 11, rx: 2 }),
  h('rect', { x: 1, y: 14.5, width: 18, height: 1.8, rx: 0.9 }),
  h('rect', { x: 1, y: 18, width: 11, height: 1.8, rx: 0.9 }),
)
