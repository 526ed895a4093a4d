import { type Info, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { AltwrightError } from '../error.ts'
import { guardCell, unguardCell } from '../spreadsheet.ts'
import type { LockEntry, LockfileData, UseDecision } from './entry.ts'
import { type Review, reviewPicture } from './review.ts'

/** A row that cannot be taken, by its line in the file, one-based. */
export interface ImportProblem {
  readonly line: number
  readonly message: string
}

/** `state` and `alt` are for people to change; `was` tells whether they did; the rest is to read. */
const columns = [
  'picture',
  'source',
  'use',
  'state',
  'alt',
  'caption',
  'confidence',
  'engine',
  'was',
] as const
type Row = Readonly<Record<(typeof columns)[number], string>>

/**
 * The lockfile as CSV (RFC 4180, UTF-8 with a byte order mark, for spreadsheets): a row for each picture, and one for each
 * decision for a use. Text that a spreadsheet would take for a formula gets an apostrophe, which `importCsv` takes off.
 */
export function exportCsv(data: LockfileData): string {
  const rows = Object.keys(data.images)
    .sort()
    .flatMap((hash) => rowsOf(hash, data.images[hash] as LockEntry))
  return stringify(
    rows.map((row) => columns.map((column) => guardCell(row[column]))),
    { header: true, columns: [...columns], bom: true, record_delimiter: 'windows', quoted_match: /^\s|\s$/ },
  )
}

function rowsOf(hash: string, entry: LockEntry): Row[] {
  const { source = '', uses = {} } = entry
  const base = { picture: hash, source, use: '', caption: '', confidence: '', engine: '' }
  const own = {
    ...base,
    caption: entry.caption ?? '',
    confidence: entry.confidence?.toString() ?? '',
    engine: entry.engine ?? '',
    ...decisionCells(entry),
  }
  const used = Object.keys(uses)
    .sort()
    .map((use): Row => ({ ...base, use, ...decisionCells(uses[use]) }))
  return entry.state === undefined && entry.copyOf === undefined ? used : [own, ...used]
}

function decisionCells(decision: LockEntry | UseDecision | undefined): Pick<Row, 'state' | 'alt' | 'was'> {
  const copied = decision !== undefined && 'copyOf' in decision
  const state = copied ? 'copy' : (decision?.state ?? '')
  const alt = decision?.alt ?? ''
  return { state, alt, was: digest(`${state} ${alt}`) }
}

/** FNV-1a, 32 bits: enough to see that somebody decided meanwhile. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  // A letter first keeps spreadsheets from reading 12e45678 as a number.
  return `w${(hash >>> 0).toString(16).padStart(8, '0')}`
}

/**
 * The lockfile with the rows of a CSV that a person changed. A row that nobody touched since the export changes nothing,
 * also where the lockfile has moved on. Nothing is taken where a single row cannot be.
 *
 * @throws AltwrightError `bad-input` where the text is no such table.
 */
export function importCsv(
  data: LockfileData,
  text: string,
  name: string,
):
  | { readonly data: LockfileData; readonly changed: number }
  | { readonly problems: readonly ImportProblem[] } {
  const problems: ImportProblem[] = []
  const seen = new Map<string, number>()
  let result = data
  let changed = 0
  for (const { line, cells } of readRows(text, name)) {
    const key = JSON.stringify([cells.picture, cells.use])
    const first = seen.get(key)
    seen.set(key, first ?? line)
    try {
      if (first !== undefined) throw problem(`the same picture and use as in line ${first}`)
      const next = applyRow(result, data, cells)
      if (next !== undefined) changed += 1
      result = next ?? result
    } catch (error) {
      if (!(error instanceof AltwrightError)) throw error
      problems.push({ line, message: error.message })
    }
  }
  return problems.length > 0 ? { problems } : { data: result, changed }
}

/** `undefined` where the row says nothing new. */
function applyRow(result: LockfileData, before: LockfileData, row: Row): LockfileData | undefined {
  const entry = Object.hasOwn(before.images, row.picture) ? before.images[row.picture] : undefined
  if (entry === undefined) throw problem(`the lockfile has no picture “${row.picture.slice(0, 80)}”`)
  const uses = entry.uses ?? {}
  const decision = row.use === '' ? entry : Object.hasOwn(uses, row.use) ? uses[row.use] : undefined
  const now = decisionCells(decision)
  if (row.was === digest(`${row.state} ${row.alt}`)) return undefined
  if (row.state === now.state && row.alt === now.alt) return undefined
  if (row.was !== '' && row.was !== now.was) {
    throw problem(`was decided otherwise since the export: ${now.state}${now.alt && `, “${now.alt}”`}`)
  }
  return reviewPicture(result, row.picture, reviewOf(row, now), row.use === '' ? undefined : row.use)
}

/** Words in `alt` are a person's, whatever `state` was left at. */
function reviewOf({ state, alt }: Row, now: Pick<Row, 'state' | 'alt'>): Review {
  const stateChanged = state !== now.state
  if (alt !== '' && alt !== now.alt) {
    if (stateChanged && state !== 'edited' && state !== '')
      throw problem(`has new words and the state “${state}”; words go with “edited”`)
    return { state: 'edited', alt }
  }
  switch (state) {
    case 'edited':
      if (alt === '')
        throw problem('is edited and has no alt; for a picture that tells nothing write “decorative”')
      return { state, alt }
    case 'approved':
    case 'rejected':
    case 'decorative':
      return { state }
    default:
      throw problem(
        `has the state “${state.slice(0, 40)}”; a person may write approved, edited, rejected or decorative`,
      )
  }
}

function readRows(text: string, name: string): { readonly line: number; readonly cells: Row }[] {
  const header = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? ''
  // Spreadsheets of many countries write semicolons.
  const delimiter = [',', ';', '\t'].find((mark) => header.split(mark).length > 2) ?? ','
  let records: { record: Record<string, string>; info: Info }[]
  try {
    records = parse(text, {
      bom: true,
      columns: true,
      delimiter,
      info: true,
      skip_records_with_empty_values: true,
    }) as unknown as typeof records
  } catch (error) {
    throw new AltwrightError('bad-input', `${name}: is no such table: ${(error as Error).message}.`, {
      cause: error,
    })
  }
  const missing = ['picture', 'state', 'alt'].filter((column) => !header.includes(column))
  if (missing.length > 0) {
    throw new AltwrightError(
      'bad-input',
      `${name}: has no column ${missing.map((column) => `“${column}”`).join(', ')}; start from \`altwright lock export\`.`,
    )
  }
  return records.map(({ record, info }) => {
    const cells = columns.map((column) => [column, unguardCell(record[column] ?? '')])
    const row = Object.fromEntries(cells) as Row
    // Where a cell holds line breaks the record ends further down than it starts.
    const inner =
      Object.values(record)
        .join('')
        .split(/\r\n|\r|\n/).length - 1
    return { line: info.lines - inner, cells: row }
  })
}

function problem(message: string): AltwrightError {
  return new AltwrightError('bad-input', message)
}
