import { appendFileSync, closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AltwrightError } from '@altwright/core/page'
import { replaceFile } from '../pages/replace-file.ts'
import type { UndoEntry } from './entry.ts'

/** Records of older runs than these are forgotten. */
const mostRecords = 20

/** Writes down what a run does, a line for each file, so that a run that is killed can be undone as well. */
export interface UndoLog {
  /** To be called before the file is written. */
  add(entry: UndoEntry): Promise<void>
  close(): void
}

/** Where a root keeps its records. */
export function undoFolder(root: string): string {
  return join(root, '.altwright', 'undo')
}

/** Answers the path of this run's record; there is no such file until it is asked for the first time. */
export function undoRecord(root: string, date: string): () => string {
  const folder = undoFolder(root)
  let path: string | undefined
  return () => {
    path ??= createRecord(folder, date)
    return path
  }
}

/**
 * A log that goes to a record, which several threads add to: a line is added at once, and at the end. Each brings the break before
 * it along, so that half a line, where the disk was full for a while, spoils no other.
 */
export function undoLog(record: () => string | Promise<string>): UndoLog {
  let file: number | undefined
  return {
    async add(entry) {
      const path = await record()
      file ??= openSync(path, 'a')
      appendFileSync(file, `\n${JSON.stringify(entry)}`)
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

function createRecord(folder: string, date: string): string {
  mkdirSync(folder, { recursive: true })
  // Nobody commits it, and nobody has to be told so.
  writeFileSync(join(folder, '..', '.gitignore'), '*\n')
  const head = JSON.stringify({ version: 1, date })
  // The time comes first, so that records sort; two runs that start at once take two numbers.
  const stamp = date.replace(/\D/g, '').slice(0, 14)
  for (let number = 0; ; number++) {
    const path = join(folder, `${stamp}-${String(number).padStart(3, '0')}.jsonl`)
    try {
      writeFileSync(path, head, { flag: 'wx' })
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      // A record without its head would be in the way of `revert`.
      rmSync(path, { force: true })
      throw error
    }
  }
}

/** What one run wrote. */
export interface UndoRecord {
  readonly path: string
  readonly date: string
  readonly entries: readonly UndoEntry[]
}

/** The records of a root, the last run first; without those of runs that were killed before they wrote a file. */
export async function readRecords(root: string): Promise<UndoRecord[]> {
  const folder = undoFolder(root)
  const names = await readdir(folder).catch((): string[] => [])
  const records: UndoRecord[] = []
  for (const name of names
    .filter((item) => item.endsWith('.jsonl'))
    .sort()
    .reverse()) {
    const text = await readFile(join(folder, name), 'utf8')
    if (isTorn(text)) continue
    const record = parseRecord(join(folder, name), text)
    if (record.entries.length > 0) records.push(record)
  }
  return records
}

/** Of a run that was killed while it wrote its first line. */
function isTorn(text: string): boolean {
  return !text.includes('\n') && parseLine(text) === undefined
}

function parseRecord(path: string, text: string): UndoRecord {
  const [head = '', ...lines] = text.split('\n')
  const about = parseLine(head)
  if (about === undefined || about['version'] !== 1) {
    throw new AltwrightError(
      'bad-input',
      `${path}: it is not a record of what a run wrote. Remove it to go on.`,
    )
  }
  // Half a line is of a file that was not written: the run was killed, or the disk was full.
  const entries = lines.map(parseLine).filter((entry) => entry !== undefined) as unknown as UndoEntry[]
  return { path, date: String(about['date']), entries: entries.filter(isEntry) }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isEntry({ document, before, after, insertions }: UndoEntry): boolean {
  return (
    [document, before, after].every((value) => typeof value === 'string') &&
    Array.isArray(insertions) &&
    insertions.every(
      ({ at, text, lead, trail }) =>
        Number.isSafeInteger(at) && [text, lead, trail].every((value) => typeof value === 'string'),
    )
  )
}

/** Keeps of a record what could not be undone; a record of which nothing is left goes. */
export async function keepEntries(record: UndoRecord, entries: readonly UndoEntry[]): Promise<void> {
  if (entries.length === 0) await rm(record.path, { force: true })
  else {
    const head = JSON.stringify({ version: 1, date: record.date })
    const lines = [head, ...entries.map((entry) => JSON.stringify(entry))]
    replaceFile(record.path, lines.join('\n'))
  }
}

/** Forgets the oldest records where there are too many. */
export async function forgetOldRecords(root: string): Promise<void> {
  const folder = undoFolder(root)
  const names = (await readdir(folder).catch((): string[] => []))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
  for (const name of names.slice(0, -mostRecords)) await rm(join(folder, name), { force: true })
}
