import { setMaxListeners } from 'node:events'
import { resolve } from 'node:path'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import { findImages } from '../../images/find-images.ts'
import { readImage } from '../../images/read-image.ts'
import { openModel } from '../../model.ts'
import { captionFormat, type captionFormats } from '../caption-format.ts'
import { exit } from '../exit.ts'
import { type BaseFlags, readSettings } from '../flags.ts'
import { colorsFor } from '../terminal/colors.ts'
import { progressView } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface CaptionFlags extends BaseFlags {
  readonly format: (typeof captionFormats)[number]
  readonly prompt?: string
  readonly beams?: number
  readonly precision?: Settings['decoding']['precision']
}

const mebibyte = 1024 * 1024
/** Images that are with the engine at once, and about how many bytes of theirs are in memory. */
const most = { images: 128, bytes: 64 * mebibyte }

/**
 * Prints the engine's words for images, one line each, in the order they were named, and by path within a folder.
 * A line is printed as soon as it and those before it are known.
 */
export async function captionCommand(
  paths: readonly string[],
  flags: CaptionFlags,
  terminal: Terminal,
): Promise<number> {
  const { prompt, beams, precision } = flags
  const settings = await readSettings(flags, terminal, { decoding: { prompt, beams, precision } })
  const images = await findImages(paths, terminal.cwd)
  const format = captionFormat(flags.format)
  const progress = progressView({
    terminal,
    colors: colorsFor(terminal.stderr, terminal.env, flags.color),
    quiet: flags.quiet === true,
    noun: 'image',
  })
  // Every image that waits listens for Ctrl-C.
  const { signal: interrupted, unread } = terminal
  const signal = AbortSignal.any([interrupted, unread].filter((item) => item !== undefined))
  setMaxListeners(most.images + 10, signal)
  const captioner = await openModel(settings)
  let done = 0
  let complete = true
  try {
    terminal.stdout.write(format.header)
    for await (const { path, outcome } of captionInOrder(captioner, images, { cwd: terminal.cwd, signal })) {
      if (outcome.status !== 'captioned') complete = false
      progress.clear()
      terminal.stdout.write(format.line(path, outcome))
      progress.update({ done: ++done, total: images.length, images: 0, captioned: 0, toCaption: 0 })
    }
    return complete ? exit.clean : exit.findings
  } catch (error) {
    if (interrupted?.aborted) return exit.interrupted
    if (unread?.aborted) return exit.clean
    throw error
  } finally {
    progress.end()
    await captioner.dispose()
  }
}

interface Waiting {
  readonly path: string
  readonly bytes: number
  readonly outcome: Promise<CaptionOutcome>
}

/** Reads ahead of the engine, so that it never waits for a file, and no further than memory should bear. */
async function* captionInOrder(
  captioner: Captioner,
  paths: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): AsyncGenerator<{ readonly path: string; readonly outcome: CaptionOutcome }> {
  const waiting: Waiting[] = []
  let bytes = 0
  const next = async () => {
    // What is known already is not printed either.
    signal.throwIfAborted()
    const { path, bytes: released, outcome } = waiting[0] as Waiting
    const known = await outcome
    waiting.shift()
    bytes -= released
    return { path, outcome: known }
  }
  for (const path of paths) {
    signal.throwIfAborted()
    const image = await readImage(resolve(cwd, path))
    const read = image instanceof Uint8Array
    const outcome = read ? captionOne(captioner, image, signal) : Promise.resolve(image)
    // The first that fails is reported; those behind it fail with it.
    outcome.catch(() => undefined)
    waiting.push({ path, bytes: read ? image.length : 0, outcome })
    bytes += read ? image.length : 0
    while (waiting.length >= most.images || (bytes > most.bytes && waiting.length > 0)) yield await next()
  }
  while (waiting.length > 0) yield await next()
}

async function captionOne(
  captioner: Captioner,
  image: Uint8Array,
  signal: AbortSignal,
): Promise<CaptionOutcome> {
  const [outcome] = await captioner.caption([image], { signal })
  return outcome as CaptionOutcome
}
