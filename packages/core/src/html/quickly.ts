import type { Root } from 'hast'
import { holdsComponents } from './markup.ts'
import { readQuickly } from './quick/read.ts'

/** The tree of a page with nothing to repair. The quick reader keeps the places of what it knows to be images. */
export function parseQuickly(source: string, components: readonly string[]): Root | undefined {
  return holdsComponents(source, components) ? undefined : readQuickly(source)
}
