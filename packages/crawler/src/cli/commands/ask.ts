import { type AnswerOutcome, openAnswerer } from '@altwright/core/heads'
import { plain } from '@altwright/core/terminal'
import { exit } from '../exit.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { findModel, type LookFlags, lookAt, rounded } from './look.ts'

/** Prints a model's answer to a question about an image, and how sure it is. */
export async function askCommand(
  path: string,
  question: string,
  { model, format }: LookFlags,
  terminal: Terminal,
): Promise<number> {
  const folder = await findModel(model, 'answer', terminal)
  const outcome = await lookAt(
    path,
    terminal,
    () => openAnswerer({ model: folder }),
    (answerer, image) => answerer.ask(image, question, { signal: terminal.signal }),
  )
  if (outcome === undefined) return exit.interrupted
  terminal.stdout.write(format === 'json' ? jsonLine(path, question, outcome) : textLine(outcome))
  return outcome.status === 'answered' ? exit.clean : exit.findings
}

/** Answer and confidence with a tab between; square brackets say why there is none. */
function textLine(outcome: AnswerOutcome): string {
  switch (outcome.status) {
    case 'answered':
      return `${plain(outcome.answer)}\t${rounded(outcome.confidence)}\n`
    case 'abstained':
      return `[${outcome.reason}] The model has no answer.\t${rounded(outcome.confidence)}\n`
    case 'unreadable':
      return `[${outcome.code}] ${plain(outcome.message)}\n`
  }
}

function jsonLine(path: string, question: string, outcome: AnswerOutcome): string {
  const said =
    outcome.status === 'unreadable' ? outcome : { ...outcome, confidence: rounded(outcome.confidence) }
  return `${JSON.stringify({ path, question, ...said })}\n`
}
