import type { Session } from '../../browser/session.ts'

/** What the browser tells assistive technology of an element. */
export interface Told {
  /** Which of the page's elements it is, in the order in which they are shown, open shadow trees included. */
  readonly index: number
  /** Upper case as the DOM has it; for a check that the document has not changed since. */
  readonly tag: string
  readonly name: string
  /** Where the name is from, in the words of the core's facts. */
  readonly from: string
}

export interface AccessibilityTree {
  /** How many elements the document had. */
  readonly elements: number
  readonly told: readonly Told[]
}

type Answers = {
  readonly tree: Awaited<ReturnType<typeof askForTree>>
  readonly snapshot: Awaited<ReturnType<typeof askForSnapshot>>
}

/** Roles whose name says nothing about images, and that every page is full of. */
const skipped = new Set([
  ...[
    'RootWebArea',
    'StaticText',
    'InlineTextBox',
    'LineBreak',
    'ListMarker',
    'none',
    'generic',
    'paragraph',
  ],
  ...['list', 'listitem', 'row', 'cell', 'rowgroup', 'emphasis', 'strong', 'code', 'LayoutTable'],
])

/**
 * The browser's own accessibility tree of the main frame, in two questions asked at once, whatever the page's
 * size. Names that the browser makes up (“Submit”) are left out.
 */
export async function accessibilityTree(session: Session): Promise<AccessibilityTree> {
  const [tree, snapshot] = await Promise.all([askForTree(session), askForSnapshot(session)])
  return readTree({ tree, snapshot })
}

function askForTree(session: Session) {
  return session.send('Accessibility.getFullAXTree')
}

/** Tells which element each node of the accessibility tree is for. */
function askForSnapshot(session: Session) {
  return session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] })
}

function readTree({ tree, snapshot }: Answers): AccessibilityTree {
  const { places, elements } = placesOf(snapshot)
  const told: Told[] = []
  for (const node of tree.nodes) {
    const role: unknown = node.role?.value
    const place = node.backendDOMNodeId === undefined ? undefined : places.get(node.backendDOMNodeId)
    if (node.ignored || place === undefined || typeof role !== 'string' || skipped.has(role)) continue
    const name = nameOf(node.name)
    if (name !== undefined) told.push({ ...place, ...name })
  }
  return { elements, told }
}

interface Place {
  readonly index: number
  readonly tag: string
}

/**
 * Elements of the document and its open shadow trees, by the browser's number for them. The snapshot has them where they are
 * shown: a shadow tree in its host, and in its slots what was put there.
 */
function placesOf({ documents, strings }: Answers['snapshot']): {
  places: ReadonlyMap<number, Place>
  elements: number
} {
  const places = new Map<number, Place>()
  const nodes = documents[0]?.nodes
  const types = nodes?.nodeType ?? []
  const pseudo = new Set(nodes?.pseudoType?.index ?? [])
  const apart = new Set<number>()
  const closed = new Set(closedNodes(nodes?.shadowRootType, strings))
  let index = 0
  for (const [i, type] of types.entries()) {
    const parent = nodes?.parentIndex?.[i] ?? -1
    // The content of templates is a fragment, which is not shown.
    if (type === fragment || pseudo.has(i) || apart.has(parent)) {
      apart.add(i)
      continue
    }
    if (type !== element || closed.has(i)) continue
    const id = nodes?.backendNodeId?.[i]
    const tag = strings[nodes?.nodeName?.[i] ?? -1] ?? ''
    if (id !== undefined) places.set(id, { index, tag })
    index += 1
  }
  return { places, elements: index }
}

/** Nodes of shadow trees that a page's scripts cannot see into. */
function closedNodes(
  types: { readonly index: readonly number[]; readonly value: readonly number[] } | undefined,
  strings: readonly string[],
): number[] {
  return (types?.index ?? []).filter((_, position) => strings[types?.value[position] ?? -1] !== 'open')
}

const element = 1
const fragment = 11

type AxValue = Answers['tree']['nodes'][number]['name']

/** `undefined` where the source has to say it: a `value` names some buttons, and in Chromium those of an image too. */
function nameOf(value: AxValue): { name: string; from: string } | undefined {
  const name = String(value?.value ?? '')
    // What icon fonts draw has no words.
    .replace(/\p{Co}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  const source = value?.sources?.find((item) => item.value !== undefined && item.superseded !== true)
  if (source?.attribute === 'value') return undefined
  const from = source === undefined ? undefined : originOf(source)
  return from === undefined || /^[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]*$/u.test(name)
    ? { name: '', from: 'none' }
    : { name: name.slice(0, 1000), from }
}

type Source = NonNullable<NonNullable<AxValue>['sources']>[number]

/** `undefined` for what the browser made up. */
function originOf({ type, attribute, nativeSource }: Source): string | undefined {
  if (attribute === 'type') return undefined
  if (attribute !== undefined) {
    return ['aria-labelledby', 'aria-label', 'alt', 'title'].includes(attribute) ? attribute : 'label'
  }
  if (nativeSource === 'title') return 'svg-title'
  if (nativeSource !== undefined) return 'label'
  if (type === 'contents') return 'content'
  return type === 'relatedElement' ? 'label' : undefined
}
