import type { CaptionOutcome } from '@altwright/core'
import { plain } from '@altwright/core/terminal'

export const captionFormats = ['text', 'csv', 'json'] as const

/** How captions are printed: a first line, if any, and a line each. */
export interface CaptionFormat {
  readonly header: string
  line(path: string, outcome: CaptionOutcome): string
}

const formats: Readonly<Record<(typeof captionFormats)[number], CaptionFormat>> = {
  text: { header: '', line: textLine },
  csv: { header: csvRow(['path', 'status', 'text', 'confidence', 'reason']), line: csvLine },
  json: { header: '', line: jsonLine },
}

export function captionFormat(name: (typeof captionFormats)[number]): CaptionFormat {
  return formats[name]
}

/** Path, words and confidence between tabs; square brackets say why there are no words to rely on. */
function textLine(path: string, outcome: CaptionOutcome): string {
  const fields = [path, wordsOf(outcome), confidenceOf(outcome)?.toString() ?? '']
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
  plain: 'A plain colour, a gradient, a line or a pattern: decorative, most likely.',
  chart: 'A chart or a map, which needs more than a caption.',
  text: 'A text, which needs its own words.',
  logo: 'A logo, which needs the name that it stands for.',
  unknown: 'The model does not know what this shows.',
  unsure: 'The model is not sure enough of its words.',
} as const

function jsonLine(path: string, outcome: CaptionOutcome): string {
  const confidence = confidenceOf(outcome)
  return `${JSON.stringify({ path, ...outcome, ...(confidence !== undefined && { confidence }) })}\n`
}

/** `text` holds the model's words: a caption, or a draft that it does not stand behind; `status` tells which. */
function csvLine(path: string, outcome: CaptionOutcome): string {
  const confidence = confidenceOf(outcome)?.toString() ?? ''
  switch (outcome.status) {
    case 'captioned':
      return csvRow([path, outcome.status, outcome.text, confidence, ''])
    case 'abstained':
      return csvRow([path, outcome.status, outcome.draft ?? '', confidence, outcome.reason])
    case 'unreadable':
      return csvRow([path, outcome.status, '', '', `${outcome.code}: ${outcome.message}`])
  }
}

/** https://www.rfc-editor.org/rfc/rfc4180 */
function csvRow(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`
}

/**
 * Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front, because file names
 * come from anywhere. https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvField(value: string): string {
  const line = plain(value)
  const safe = /^\s*[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line
  return /[",']/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

function confidenceOf(outcome: CaptionOutcome): number | undefined {
  const confidence = 'confidence' in outcome ? outcome.confidence : undefined
  return confidence === undefined ? undefined : Math.round(confidence * 1000) / 1000
}
