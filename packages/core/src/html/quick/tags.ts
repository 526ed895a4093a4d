import { blockTags, sought } from '../../image/prose.ts'
import { interned } from './interned.ts'
import { nameTable } from './shelves.ts'

/**
 * What the standard's tree construction does with a tag, as far as the quick reader follows it. A set of bits:
 * each start and end tag of a page asks. https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
 */
export const trait = {
  /** Has no content and no end tag. */
  void: 1,
  /** Closes an open `p` where it starts. */
  block: 2,
  /** Is closed where something around it ends. */
  implied: 4,
  /** One of those that are not “special”: any element around may end and close it. */
  soft: 8,
  /** Its end tag closes implied elements in it first. */
  closer: 16,
  /** An open `p` around it is out of reach of what is inside. */
  scope: 32,
  /** Its end tag runs the adoption agency. */
  formatting: 64,
  /** May stand in `head`. */
  head: 128,
  /** Its content is text up to its end tag. */
  text: 256,
  /** Character references count in that text. */
  references: 512,
  heading: 1024,
  /** A part of a table. */
  tablePart: 2048,
  /** An element of SVG; set where one is opened. */
  foreign: 4096,
  /** Looked for all over a page. */
  sought: 32768,
  /** Neither an image nor anything that images are read by, whatever it is in; also a link, a button or a heading of words. */
  prose: 16384,
  /** The quick reader leaves pages with it to the full parser. */
  refused: 8192,
  /** May not hold another one of its kind, or is otherwise asked for while it is open. */
  counted: 65536,
  /** A link; set for HTML's alone, as the next one is. */
  link: 131072,
  /** A link, a button or the like, which its content names. */
  control: 262144,
  /** Its text is apart from that around it. */
  apart: 524288,
} as const

/** Those that say something of the tree; the others say what is in an element. */
export const treeTraits: number = ~(
  trait.sought |
  trait.prose |
  trait.counted |
  trait.link |
  trait.control |
  trait.apart
)

const { block, closer, formatting, head, heading, implied, refused, references, scope, soft, tablePart } =
  trait

const lists: readonly (readonly [number, string])[] = [
  [trait.void, 'area base br col embed hr img input link meta source track wbr'],
  [
    block | closer,
    `address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form
    header hgroup main menu nav ol pre section summary ul`,
  ],
  [block | closer | heading, 'h1 h2 h3 h4 h5 h6'],
  [block, 'hr table'],
  [block | implied | closer, 'p'],
  [implied | closer, 'dd dt li'],
  [implied | soft, 'option optgroup rb rp rt'],
  [closer | scope, 'button object template'],
  [scope, 'html table'],
  [tablePart, 'col colgroup tbody tfoot thead tr'],
  [tablePart | scope | closer, 'caption td th'],
  [formatting, 'a b big code em font i s small strike strong tt u'],
  [head, 'base link meta noscript script style template title'],
  [
    trait.prose,
    `a abbr address article aside b base bdi bdo big blockquote br button caption center cite code col colgroup data dd
    del details dfn dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i ins
    kbd legend li link main map mark menu nav ol optgroup option output p picture pre q rb rt ruby s samp
    section select small source span strike strong sub summary sup table tbody td textarea tfoot th thead time tr track tt u
    ul var wbr`,
  ],
  [trait.counted, 'a button form p select'],
  [trait.apart, [...blockTags].join(' ')],
  [trait.link, 'a'],
  [trait.control, 'a button summary'],
  [trait.sought, sought.join(' ')],
  [trait.text, 'iframe script style'],
  [trait.text | references, 'textarea title'],
  // These mean nothing; they are here because pages are full of them.
  [0, 'canvas input g path'],
  [
    refused,
    `applet basefont bgsound body frame frameset head html image keygen listing marquee math nobr noembed noframes
    param plaintext rtc search xmp`,
  ],
]

/** A tag's name in lower case, and its traits: none for one that means nothing to the tree. */
export interface Tag {
  readonly name: string
  readonly traits: number
  /** Its place in `tagNames`; 0 for a name that is not known. */
  readonly number: number
}

const known = new Map<string, Tag>()
for (const [traits, names] of lists) {
  for (const name of names.split(/\s+/).map(interned)) {
    const { traits: others, number } = known.get(name) ?? { traits: 0, number: known.size + 1 }
    known.set(name, { name, traits: traits | others, number })
  }
}

/** Known names by their numbers. */
export const tagNames: readonly string[] = ['', ...known.keys()]

const knownAt = nameTable(known)

/** The tag whose name stands between two offsets. Known names are answered with one string each: comparing it is quick. */
export function tagAt(source: string, start: number, end: number): Tag {
  return knownAt(source, start, end) ?? unknown(source.slice(start, end).toLowerCase())
}

function unknown(name: string): Tag {
  return { name, traits: 0, number: 0 }
}

export function traitsOf(name: string): number {
  return known.get(name)?.traits ?? 0
}

export function numberOf(name: string): number {
  return known.get(name)?.number ?? 0
}

/** HTML elements that end an SVG where they start, what brings other rules into it, and names that only SVG 1.2 had. */
const notInSvg = new Set(
  `b big blockquote body br center code dd div dl dt em embed foreignobject h1 h2 h3 h4 h5 h6 head hr i img li listing
  menu meta nobr ol p pre ruby s script small solidcolor span strong strike sub sup table textarea tt u ul var font`.split(
    /\s+/,
  ),
)

export function isForSvg(name: string): boolean {
  return !notInSvg.has(name)
}

/** What an SVG is drawn with; whoever reads images looks at the whole. */
const drawing = new Set(
  `circle clippath defs desc ellipse filter g line lineargradient marker mask path pattern polygon polyline radialgradient
  rect stop switch symbol text textpath tspan use`.split(/\s+/),
)

export function isProseInSvg(name: string): boolean {
  return drawing.has(name)
}

/** https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign */
const svgNames = new Map(
  `altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform clipPath feBlend feColorMatrix
  feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
  feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
  feSpecularLighting feSpotLight feTile feTurbulence foreignObject glyphRef linearGradient radialGradient textPath`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
)

/** An element of SVG by its name in lower case. */
export function svgName(name: string): string {
  return svgNames.get(name) ?? name
}
