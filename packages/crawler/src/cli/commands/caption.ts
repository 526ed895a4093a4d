import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Captioner, CaptionOutcome } from '@altwright/core'
import { openModel } from '../../model.ts'
import { type BaseFlags, readSettings } from '../flags.ts'
import { colorsFor } from '../terminal/colors.ts'
import { plain } from '../terminal/plain.ts'
import { progressView } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { exit } from '../verdict.ts'

export interface CaptionFlags extends BaseFlags {
  readonly format: 'text' | 'json'
}

/** Images whose bytes are in memory at once. */
const batch = 16
const largestFile = 32 * 1024 * 1024

/** Prints the engine's words for images, one line each, in the order they were named. */
export async function captionCommand(
  paths: readonly string[],
  flags: CaptionFlags,
  terminal: Terminal,
): Promise<number> {
  const settings = await readSettings(flags, terminal)
  const progress = progressView({
    terminal,
    colors: colorsFor(terminal.stderr, terminal.env, flags.color),
    quiet: flags.quiet === true,
    noun: 'image',
  })
  const captioner = await openModel(settings)
  let complete = true
  try {
    for (let start = 0; start < paths.length; start += batch) {
      const group = paths.slice(start, start + batch)
      const outcomes = await captionFiles(captioner, group, terminal, (done) =>
        progress.update({ done: start + done, total: paths.length, images: 0, captioned: 0, toCaption: 0 }),
      )
      progress.clear()
      group.forEach((path, index) => {
        const outcome = outcomes[index]
        if (outcome === undefined) return
        if (outcome.status !== 'captioned') complete = false
        terminal.stdout.write(flags.format === 'json' ? jsonLine(path, outcome) : textLine(path, outcome))
      })
    }
    return complete ? exit.clean : exit.findings
  } catch (error) {
    if (terminal.signal?.aborted) return exit.interrupted
    throw error
  } finally {
    progress.end()
    await captioner.dispose()
  }
}

async function captionFiles(
  captioner: Captioner,
  paths: readonly string[],
  { cwd, signal }: Terminal,
  onDone: (done: number) => void,
): Promise<CaptionOutcome[]> {
  const read = await Promise.all(paths.map((path) => readImage(resolve(cwd, path))))
  const images = read.filter((item) => item instanceof Uint8Array)
  let done = 0
  const captioned = await captioner.caption(images, { signal, onOutcome: () => onDone(++done) })
  const answers = captioned.values()
  return read.map((item) => (item instanceof Uint8Array ? (answers.next().value as CaptionOutcome) : item))
}

async function readImage(path: string): Promise<Uint8Array | CaptionOutcome> {
  try {
    const file = await open(path)
    try {
      const info = await file.stat()
      if (!info.isFile()) return unreadable('not-an-image', 'It is not a file.')
      if (info.size > largestFile) return unreadable('too-large', 'It has more than 32 MiB.')
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return unreadable(
      'missing',
      code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${code}).`,
    )
  }
}

function unreadable(code: 'missing' | 'not-an-image' | 'too-large', message: string): CaptionOutcome {
  return { status: 'unreadable', code, message }
}

/** Path, words and confidence between tabs; square brackets say why there are no words to rely on. */
function textLine(path: string, outcome: CaptionOutcome): string {
  const fields = [path, wordsOf(outcome), 'confidence' in outcome ? String(rounded(outcome.confidence)) : '']
  return `${fields.map(plain).join('\t').trimEnd()}\n`
}

function wordsOf(outcome: CaptionOutcome): string {
  switch (outcome.status) {
    case 'captioned':
      return outcome.text
    case 'abstained':
      return `[${outcome.reason}] ${outcome.draft === undefined ? abstentions[outcome.reason] : `draft: ${outcome.draft}`}`
    case 'unreadable':
      return `[${outcome.code}] ${outcome.message}`
  }
}

const abstentions = {
  photo: 'A photo, and the model at hand knows graphics only.',
  unknown: 'The model does not know what this shows.',
  unsure: 'The model is not sure enough of its words.',
} as const

function jsonLine(path: string, outcome: CaptionOutcome): string {
  return `${JSON.stringify({
    path,
    ...outcome,
    ...('confidence' in outcome && { confidence: rounded(outcome.confidence) }),
  })}\n`
}

function rounded(confidence: number | undefined): number | undefined {
  return confidence === undefined ? undefined : Math.round(confidence * 1000) / 1000
}
