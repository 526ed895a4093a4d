import type { AnyElement } from './element.ts'
import { text } from './element.ts'
import type { AccessibleName, Size } from './facts.ts'

/** What a browser knows of an element of a live page. */
export interface Rendered {
  readonly src: string | undefined
  /** What the loader knows it by, where it is drawn. */
  readonly drawn: string | undefined
  readonly size: Size | undefined
  /** Whether it has a box that can be seen; `undefined` where that was not asked. */
  readonly visible: boolean | undefined
  /** The address of the file that a style draws in an element without content. */
  readonly background: string | undefined
  /** From the accessibility tree; `undefined` where it was not asked or says nothing of the element. */
  readonly name: AccessibleName | undefined
}

const sources: ReadonlySet<string> = new Set([
  ...['aria-labelledby', 'aria-label', 'alt', 'title', 'label', 'svg-title', 'content', 'none'],
])

/** Reads what the crawler stamped on an element; anybody may have written the page, so each part is checked. */
export function renderedOf(element: AnyElement): Rendered | undefined {
  const stamp = text(element, 'data-altwright-rendered')
  if (stamp === undefined) return undefined
  try {
    const value: unknown = JSON.parse(stamp)
    if (typeof value !== 'object' || value === null) return undefined
    const { src, drawn, width, height, visible, background, name, from } = value as Record<string, unknown>
    return {
      src: typeof src === 'string' && src !== '' ? src : undefined,
      drawn: typeof drawn === 'string' && drawn !== '' ? drawn : undefined,
      size: typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined,
      visible: typeof visible === 'boolean' ? visible : undefined,
      background: typeof background === 'string' && background !== '' ? background : undefined,
      name:
        typeof name === 'string' && typeof from === 'string' && sources.has(from)
          ? { value: name.slice(0, 1000), from: from as AccessibleName['from'] }
          : undefined,
    }
  } catch {
    return undefined
  }
}
