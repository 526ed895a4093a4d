import type { ImageFacts } from '../../image/facts.ts'
import { isTracking } from '../hints.ts'
import { cut } from '../wording.ts'
import { hiddenThough } from './doubt.ts'
import { controlWord, flaw, type Judgement, keep, write } from './judgement.ts'

/** Images that need no name, whose author said so, or about which nothing can be known. */
export function gates(facts: ImageFacts): Judgement | undefined {
  if (facts.kind === 'suppression') {
    return keep('suppression', 'Its author suppresses what is found here.')
  }
  const doubt = hiddenThough(facts)
  if (doubt !== undefined) return doubt
  if (facts.hidden !== undefined) return keep('not-exposed', hiddenReason[facts.hidden.reason])
  if (facts.alt.state === 'dynamic') {
    if (facts.name.value === '' && isNever(facts.alt.value))
      return flaw('image-alt', `Its alt is \`${facts.alt.value}\`, which is no text.`)
    return keep('dynamic-alt', `The alt is computed: ${facts.alt.value}`)
  }
  if (facts.name.from === 'dynamic') return keep('dynamic-alt', 'What names it is computed.')
  if (facts.kind === 'area' && facts.control === undefined) {
    return keep('not-exposed', 'An area without href is not exposed.')
  }
  if (facts.kind === 'icon') return ligature(facts)
  if (facts.kind === 'img' && facts.alt.state === 'missing' && facts.name.value === '' && isTracking(facts)) {
    return facts.control === undefined
      ? write('tracking', 'It is one pixel in size or comes from a known counter.', '')
      : undefined
  }
  return undefined
}

/** Whether an expression is no text, whatever runs: frameworks leave such an attribute out, or render the word itself. */
function isNever(expression: string): boolean {
  return /^\s*(?:undefined|null|true|false|void 0)\s*(?:(?:as|satisfies)\s+\w+\s*)?$/.test(expression)
}

const hiddenReason = {
  template: 'It is in a template, which is not rendered.',
  'noscript-twin': 'It is the fallback of an image that stands beside it.',
  hidden: 'It is hidden.',
  inert: 'It is inert.',
  'aria-hidden': 'It is hidden from assistive technology by aria-hidden.',
  style: 'Its style hides it.',
  'closed-dialog': 'It is in a closed dialog.',
  'closed-popover': 'It is in a closed popover.',
  'not-rendered': 'It is not rendered.',
} as const

/** What an icon font draws is text to everybody who does not see it. */
function ligature(facts: ImageFacts): Judgement {
  const { role, name, drawing, control } = facts
  const word = drawing?.text ?? ''
  if (role === 'img' || role === 'none' || role === 'presentation' || name.from === 'aria-label')
    return keep('named', 'Its author says what it is.')
  if (control !== undefined && control.name !== '')
    return keep('not-exposed', `The ${controlWord(facts)} is named “${cut(control.name)}” already.`)
  return flaw('icon-ligature', `“${cut(word)}” is read aloud.`)
}
