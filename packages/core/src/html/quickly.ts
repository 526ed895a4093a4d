import type { Root } from 'hast'
import { holdsComponents } from './markup.ts'
import { readQuickly } from './quick/read.ts'
import type { Tape } from './quick/tape.ts'

/** The tree of a page with nothing to repair, as `readQuickly` makes it. The quick reader keeps the places of what it knows to be images. */
export function parseQuickly(
  source: string,
  components: readonly string[],
  tape?: Tape | undefined,
): Root | undefined {
  return holdsComponents(source, components) ? undefined : readQuickly(source, tape)
}
