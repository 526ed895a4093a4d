import type { Progress } from '@altwright/core/page'
import { counted } from '@altwright/core/terminal'
import type { Logger } from 'vite'

/** Tells a person that captioning goes on: a live line where one watches, else a line now and then. */
export interface ProgressLine {
  update(progress: Progress): void
  /** Makes room for what is printed next. */
  clear(): void
}

/** Milliseconds between two lines that stay, and between two drawings of the live one. */
const lineTime = 10_000
const frameTime = 100

/**
 * @param stream
 *   Where the live line goes: the terminal that Vite draws its own on.
 */
export function progressLine(
  logger: Logger,
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  ci: boolean,
): ProgressLine {
  const live = stream.isTTY === true && !ci
  let drawn = false
  let last = performance.now()
  return {
    update({ captioned, toCaption }) {
      if (toCaption === 0 || performance.now() - last < (live ? frameTime : lineTime)) return
      last = performance.now()
      const line = `altwright: ${captioned} of ${counted(toCaption, 'new image')} captioned`
      if (!live) return logger.info(line)
      stream.write(`\r\u001B[K${line}`)
      drawn = true
    },
    clear() {
      if (drawn) stream.write('\r\u001B[K')
      drawn = false
    },
  }
}
