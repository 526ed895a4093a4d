import { compile, type Options } from 'css-select'
import { parse, type Selector, SelectorType } from 'css-what'
import type { Root } from 'hast'
import {
  type AnyElement,
  type AnyNode,
  attribute,
  childrenOf,
  isElement,
  isMdx,
  tagName,
  text,
} from '../element.ts'
import type { Shadows } from '../shadow.ts'

/** Answers which entries of a style sheet an element gets. */
export interface Matcher<Entry> {
  /** Whether any entry is for this pseudo-element. */
  has(pseudo: Pseudo): boolean
  match(element: AnyElement, pseudo: Pseudo | undefined): readonly Ranked<Entry>[]
}

/** An entry of a style sheet with the specificity of the selector that it was found by. */
export type Ranked<Entry> = Entry & { readonly specificity: number }

type Pseudo = 'before' | 'after'

/** A tree for which selectors are matched. */
export interface StyledTree {
  readonly root: Root
  parent(element: AnyElement): AnyElement | undefined
  /** The shadow trees in it: a selector says nothing of the elements of another tree than its own. */
  readonly shadows: Shadows
  /** What has been done for it, by all of its sheets. */
  readonly steps: { taken: number }
}

interface Rule<Entry> {
  readonly pseudo: Pseudo | undefined
  readonly entry: Ranked<Entry>
  matches(element: AnyElement): boolean
}

/** After so many steps a page's styles are not asked any more: what is not known to be hidden is seen. */
const mostSteps = 2_000_000

/**
 * Selectors over a hast tree, found by the id, class or tag of their last part as browsers do, so that an
 * element meets few of them. A selector that is not understood matches nothing.
 */
export function compileSelectors<Entry extends object>(
  rules: readonly { selector: string; entry: Entry }[],
  page: StyledTree,
): Matcher<Entry> {
  const { steps } = page
  const options = optionsFor(page)
  const buckets = new Map<string, Rule<Entry>[]>()
  const pseudos = new Set<Pseudo>()
  for (const { selector, entry } of rules) {
    for (const { tokens, pseudo } of alternatives(selector)) {
      const rule = compileRule(tokens, pseudo, entry, options)
      if (rule === undefined) continue
      if (pseudo !== undefined) pseudos.add(pseudo)
      const key = bucketOf(tokens)
      const known = buckets.get(key)
      if (known === undefined) buckets.set(key, [rule])
      else known.push(rule)
    }
  }
  return {
    has: (pseudo) => pseudos.has(pseudo),
    match(element, pseudo) {
      const found: Ranked<Entry>[] = []
      for (const key of keysOf(element)) {
        for (const rule of buckets.get(key) ?? []) {
          if (rule.pseudo !== pseudo) continue
          steps.taken += 1
          if (steps.taken > mostSteps) return []
          if (rule.matches(element)) found.push(rule.entry)
        }
      }
      return found
    },
  }
}

function compileRule<Entry extends object>(
  tokens: Selector[],
  pseudo: Pseudo | undefined,
  entry: Entry,
  options: Options<AnyNode, AnyElement>,
): Rule<Entry> | undefined {
  try {
    const matches = compile<AnyNode, AnyElement>([tokens], options)
    return { pseudo, entry: { ...entry, specificity: specificity(tokens) }, matches }
  } catch {
    return undefined
  }
}

interface Alternative {
  readonly tokens: Selector[]
  readonly pseudo: Pseudo | undefined
}

const universal: Selector = { type: SelectorType.Universal, namespace: null }

/** The parts of a selector list, each without its pseudo-element. */
function alternatives(selector: string): Alternative[] {
  let parsed: Selector[][]
  try {
    parsed = parse(selector)
  } catch {
    return []
  }
  return parsed.flatMap((tokens): Alternative[] => {
    const last = tokens.at(-1)
    if (last?.type !== 'pseudo-element') return [{ tokens, pseudo: undefined }]
    if (last.name !== 'before' && last.name !== 'after') return []
    const rest = tokens.slice(0, -1)
    return [{ tokens: rest.length === 0 ? [universal] : rest, pseudo: last.name }]
  })
}

const combinators = new Set(['descendant', 'child', 'adjacent', 'sibling', 'parent', 'column-combinator'])

/** The id, class or tag that an element must have to match, `*` where the last part names none. */
function bucketOf(tokens: readonly Selector[]): string {
  let key = '*'
  for (const token of tokens) {
    if (combinators.has(token.type)) key = '*'
    else if (token.type === 'attribute' && token.name === 'id' && token.action === 'equals') {
      key = `#${token.value}`
    } else if (token.type === 'attribute' && token.name === 'class' && token.action === 'element') {
      if (!key.startsWith('#')) key = `.${token.value}`
    } else if (token.type === 'tag' && key === '*') key = token.name.toLowerCase()
  }
  return key
}

function keysOf(element: AnyElement): string[] {
  const id = text(element, 'id')
  const classes = text(element, 'class')
  const keys = ['*', tagName(element).toLowerCase()]
  if (id !== undefined) keys.push(`#${id}`)
  if (classes !== undefined) {
    for (const name of new Set(classes.split(/\s+/))) if (name !== '') keys.push(`.${name}`)
  }
  return keys
}

/** As one number: ids, then classes and attributes, then tags. https://www.w3.org/TR/selectors-4/#specificity-rules */
function specificity(tokens: readonly Selector[]): number {
  let sum = 0
  for (const token of tokens) {
    if (token.type === 'attribute')
      sum += token.name === 'id' && token.action === 'equals' ? 1_000_000 : 1_000
    else if (token.type === 'tag' || token.type === 'pseudo-element') sum += 1
    else if (token.type === 'pseudo') {
      if (token.name === 'where') continue
      sum += Array.isArray(token.data) ? Math.max(0, ...token.data.map(specificity)) : 1_000
    }
  }
  return sum
}

function optionsFor(page: StyledTree): Options<AnyNode, AnyElement> {
  const { steps } = page
  /** In the same tree: what holds a shadow tree is not around its elements, and a slot is not around what was put there. */
  const parentOf = (element: AnyElement): AnyElement | undefined => {
    const tree = page.shadows.get(element)
    let parent: AnyElement | undefined = element
    do {
      steps.taken += 1
      parent = page.parent(parent)
    } while (parent !== undefined && page.shadows.get(parent) !== tree)
    return parent
  }
  const siblings = new Map<AnyNode, AnyNode[]>()
  const siblingsOf = (node: AnyNode): AnyNode[] => {
    const parent = (isElement(node) ? page.parent(node) : undefined) ?? page.root
    let known = siblings.get(parent)
    if (known === undefined) {
      known = childrenOf(parent).filter(isElement)
      siblings.set(parent, known)
    }
    // Whoever asks for siblings looks through them.
    steps.taken += known.length
    return known
  }
  return {
    relativeSelector: false,
    // Results that css-select keeps by element would outlive nothing here, and cost a map each.
    cacheResults: false,
    adapter: {
      isTag: isElement,
      getAttributeValue: (element, name) => attribute(element, name)?.value,
      hasAttrib: (element, name) => attribute(element, name) !== undefined,
      getChildren(node) {
        const children = childrenOf(node) as AnyNode[]
        steps.taken += children.length
        return children
      },
      getName: (element) => (isMdx(element) ? (element.name ?? '') : element.tagName),
      getParent: (element) => parentOf(element) ?? page.root,
      getSiblings: siblingsOf,
      getText: () => '',
      removeSubsets: (nodes) => nodes,
    },
  }
}
