import { type AnyElement, type AnyNode, childrenOf, collapse, isElement, tagName, text } from './element.ts'

/** The source of a script that stands in the page and draws on a canvas; `undefined` for any other. */
export function drawingScript(script: AnyElement): string | undefined {
  const source = childrenOf(script)
    .map((child) => (child.type === 'text' ? child.value : ''))
    .join('')
  return /\b(?:(?:fill|stroke)Text|drawImage)\s*\(/.test(source) && source.length < 200_000
    ? source
    : undefined
}

/**
 * Text that scripts of the page draw on a canvas: literals in calls of `fillText`, in a script that refers to the canvas by
 * its id, or in any where the page has no other canvas.
 */
export function drawnText(canvas: AnyElement, scripts: readonly string[], canvases: number): string {
  const id = text(canvas, 'id') ?? ''
  const mine = scripts.filter(
    (script) => canvases === 1 || (id !== '' && new RegExp(`["'\`#]${escaped(id)}["'\`]`).test(script)),
  )
  const literals = mine.flatMap((script) =>
    [...script.matchAll(/\b(?:fill|stroke)Text\s*\(\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`$]*)`)/g)].map(
      ([, single, double, template]) => single ?? double ?? template ?? '',
    ),
  )
  return collapse([...new Set(literals)].join(' ')).slice(0, 200)
}

/** Addresses of pictures that scripts of the page draw on it, by the same signs. */
export function drawnPicture(canvas: AnyElement, scripts: readonly string[]): string | undefined {
  const id = text(canvas, 'id') ?? ''
  if (id === '') return undefined
  const mine = scripts.filter((script) => new RegExp(`["'\`#]${escaped(id)}["'\`]`).test(script))
  const [address, ...others] = new Set(
    mine.flatMap((script) =>
      [...script.matchAll(/\.src\s*=\s*(["'`])([^"'`$]+)\1/g)].map(([, , url]) => url),
    ),
  )
  return others.length === 0 ? address : undefined
}

/** The words that an SVG draws as text, in order. */
export function svgText(svg: AnyElement): string {
  const parts: string[] = []
  const visit = (node: AnyNode, drawn: boolean): void => {
    if (node.type === 'text' && drawn) parts.push(node.value)
    const tag = isElement(node) ? tagName(node) : ''
    if (tag === 'title' || tag === 'desc' || tag === 'style' || tag === 'script') return
    for (const child of childrenOf(node)) visit(child, drawn || tag === 'text')
  }
  visit(svg, false)
  return collapse(parts.join(' ')).slice(0, 200)
}

/** What an SVG's own `title` element says. */
export function svgTitle(svg: AnyElement): string {
  const title = childrenOf(svg).find((child) => isElement(child) && tagName(child) === 'title')
  const [words] = title === undefined ? [] : childrenOf(title)
  return words?.type === 'text' ? collapse(words.value).slice(0, 200) : ''
}

/** Answers whether the text of a page holds another one, whatever its case; the page is read when that is first asked. */
export function pageText(root: AnyNode): (text: string) => boolean {
  let all: string | undefined
  return (said) => {
    all ??= plain(wordsIn(root))
    return all.includes(plain(said))
  }
}

const notText = new Set(['head', 'noscript', 'script', 'style', 'svg', 'template'])

function wordsIn(root: AnyNode): string {
  const parts: string[] = []
  const visit = (node: AnyNode): void => {
    if (node.type === 'text') parts.push(node.value)
    else if (!isElement(node) || !notText.has(tagName(node))) childrenOf(node).forEach(visit)
  }
  visit(root)
  return parts.join(' ')
}

/** Its letters and digits alone, because text is broken up in many ways. */
function plain(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function escaped(id: string): string {
  return id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
