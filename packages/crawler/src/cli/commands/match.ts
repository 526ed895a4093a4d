import { type Matched, type MatchOutcome, openMatcher } from '@altwright/core/heads'
import { plain } from '@altwright/core/terminal'
import { exit } from '../exit.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { findModel, type LookFlags, lookAt, rounded } from './look.ts'

/** Prints how well texts fit an image, one line each, the best first. */
export async function matchCommand(
  path: string,
  texts: readonly string[],
  { model, format }: LookFlags,
  terminal: Terminal,
): Promise<number> {
  const { stdout, signal } = terminal
  const folder = await findModel(model, 'match', terminal)
  const found = await lookAt(
    path,
    terminal,
    () => openMatcher({ model: folder }),
    (matcher, image) => matcher.match(image, texts, { signal }),
  )
  if (found === undefined) return exit.interrupted
  const outcomes = Array.isArray(found) ? found : texts.map(() => found)
  const ranked = texts.map((text, i) => ({ text, outcome: outcomes[i] as MatchOutcome })).sort(betterFirst)
  const unreadable = outcomes.find((outcome) => outcome.status === 'unreadable')
  if (format === 'json') for (const { text, outcome } of ranked) stdout.write(jsonLine(path, text, outcome))
  else if (unreadable !== undefined) stdout.write(`[${unreadable.code}] ${plain(unreadable.message)}\n`)
  else for (const { text, outcome } of ranked) stdout.write(textLine(text, outcome as Matched))
  return unreadable === undefined ? exit.clean : exit.findings
}

interface Scored {
  readonly text: string
  readonly outcome: MatchOutcome
}

/** By probability, then by cosine, then in the order of the command line. */
function betterFirst({ outcome: a }: Scored, { outcome: b }: Scored): number {
  if (a.status === 'unreadable' || b.status === 'unreadable') return 0
  return b.probability - a.probability || b.cosine - a.cosine
}

/** Text, probability and cosine between tabs. */
function textLine(text: string, { probability, cosine }: Matched): string {
  return `${plain(text)}\t${rounded(probability)}\t${rounded(cosine)}\n`
}

function jsonLine(path: string, text: string, outcome: MatchOutcome): string {
  const scores =
    outcome.status === 'unreadable'
      ? outcome
      : { ...outcome, probability: rounded(outcome.probability), cosine: rounded(outcome.cosine) }
  return `${JSON.stringify({ path, text, ...scores })}\n`
}
