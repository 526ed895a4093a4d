import { type AnyElement, childrenOf, collapse, text } from './element.ts'

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
  const mine = scripts.filter((script) =>
    id === '' ? canvases === 1 : new RegExp(`["'\`#]${escaped(id)}["'\`]`).test(script),
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

function escaped(id: string): string {
  return id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
