import type { Element, Nodes } from 'hast'
import { fromHtml } from 'hast-util-from-html'

/** A part of a source, in UTF-16 units. */
interface Range {
  readonly start: number
  readonly end: number
}

/**
 * A page without the alts that are marked as generated, and without their marks; every other character stays. What an
 * author or a reviewer wrote carries no mark.
 */
export function withoutGenerated(source: string): { readonly source: string; readonly removed: number } {
  if (!/data-alt-source/i.test(source)) return { source, removed: 0 }
  const tree = fromHtml(source, { verbose: true })
  const marked: Element[] = []
  const visit = (nodes: readonly Nodes[]): void => {
    for (const node of nodes) {
      if (node.type !== 'element') continue
      if (node.properties['dataAltSource'] === 'generated') marked.push(node)
      visit(node.children)
      if (node.content !== undefined) visit(node.content.children)
    }
  }
  visit(tree.children)
  const ranges = marked.flatMap((element) => attributesOf(element, source)).sort((a, b) => a.start - b.start)
  let out = ''
  let done = 0
  for (const { start, end } of ranges) {
    if (start < done) continue
    out += source.slice(done, start)
    done = end
  }
  return { source: out + source.slice(done), removed: marked.length }
}

/** The alt, its language where that stands between the two, and the mark, each with the space before it. */
function attributesOf(element: Element, source: string): Range[] {
  const positions = element.data?.position?.properties ?? {}
  const alt = rangeOf(positions['alt'], source)
  const mark = rangeOf(positions['dataAltSource'], source)
  if (mark === undefined) return []
  const language = rangeOf(positions['lang'], source)
  const isOurs = alt !== undefined && language?.start === alt.end && mark.start === language.end
  return [alt, isOurs ? language : undefined, mark].filter((range) => range !== undefined)
}

function rangeOf(position: Element['position'], source: string): Range | undefined {
  const start = position?.start.offset
  const end = position?.end.offset
  if (start === undefined || end === undefined) return undefined
  return { start: source.slice(0, start).trimEnd().length, end }
}
