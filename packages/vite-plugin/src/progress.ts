import { counted, type Progress } from '@altwright/core/page'
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
 * @param quiet
 *   Nobody watches, or wants to be told.
 */
export function progressLine(
  logger: Logger,
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  quiet: boolean,
): ProgressLine {
  const live = stream.isTTY === true && !quiet
  let drawn = false
  let last = performance.now()
  const clear = () => {
    if (drawn) stream.write('\r\u001B[K')
    drawn = false
  }
  return {
    update({ captioned, toCaption }) {
      // Others write to the same line, and do not know that it is taken.
      if (captioned === toCaption) return clear()
      if (performance.now() - last < (live ? frameTime : lineTime)) return
      // Before the first there is the line that says that the model is opened.
      if (!live && captioned === 0) return
      last = performance.now()
      const line = `altwright: ${captioned} of ${counted(toCaption, 'new image')} captioned`
      if (!live) return logger.info(line)
      stream.write(`\r\u001B[K${line}`)
      drawn = true
    },
    clear,
  }
}
