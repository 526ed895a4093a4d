import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Picture, Run } from '@altwright/core'
import type { PageRecord } from '../page.ts'

/**
 * What a crawl has found so far, on disk: a line for each page, so that a crawl that was ended at any moment can go on.
 * The frontier is not in it: with the pages' links it comes out the same again.
 */
export interface Journal {
  /** What an interrupted crawl had found. */
  readonly before: {
    readonly pages: number
    /** Of the engine that was open then. */
    readonly engine: string | undefined
    /** Milliseconds since 1970. */
    readonly at: number
  }
  /** What that crawl found on a page; each answer is given once. */
  recall(url: string): PageRecord | undefined
  /** Writes down which engine is open, before captions are saved that nobody would open it for again. */
  opened(engine: string): Promise<void>
  /** Writes a page down; captions that it needs are saved first. */
  keep(record: PageRecord, run: Run): void
  /** Waits until everything is written. */
  close(): Promise<void>
  /** After the reports of a complete crawl, which needs no journal any more. */
  remove(): Promise<void>
}

export interface JournalOptions {
  readonly root: string
  /** Of the crawl: the same starts and settings have the same. */
  readonly key: string
  /** Whether to go on with what is there. */
  readonly resume: boolean
}

/** Older journals are of another day, and the site may be another. */
const longestAge = 24 * 60 * 60 * 1000

/** Opens the journal of a crawl; `undefined` where what is there cannot be read or removed, as a crawl works without. */
export async function openJournal({ root, key, resume }: JournalOptions): Promise<Journal | undefined> {
  const path = join(root, '.altwright', 'crawl', `${key}.jsonl`)
  try {
    const there = await stat(path).catch(() => undefined)
    const at = there?.mtimeMs ?? 0
    const isUsable = resume && Date.now() - at < longestAge
    const found = isUsable ? await readJournal(path) : nothing
    if (!isUsable) await rm(path, { force: true })
    return journalAt(path, isUsable ? there?.ino : undefined, found, at)
  } catch {
    return undefined
  }
}

interface Found {
  readonly records: Map<string, PageRecord>
  readonly engine: string | undefined
}

const nothing: Found = { records: new Map(), engine: undefined }

type Line = { readonly page: PageRecord } | { readonly engine: string }

/** Reads the lines that are whole, and cuts the file after them: a kill may leave half a line. */
async function readJournal(path: string): Promise<Found> {
  const bytes = await readFile(path)
  const records = new Map<string, PageRecord>()
  let engine: string | undefined
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const line = parseLine(bytes.toString('utf8', start, end))
    if (line === undefined) break
    if ('page' in line) records.set(line.page.url, line.page)
    else engine = line.engine
    start = end + 1
  }
  if (start < bytes.length) await truncate(path, start)
  return { records, engine }
}

function parseLine(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && ('page' in line || 'engine' in line)
      ? (line as Line)
      : undefined
  } catch {
    return undefined
  }
}

async function openFile(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(join(dirname(path), '.gitignore'), '*\n')
  return open(path, 'a')
}

/** Opens its file with the first page to keep: a crawl that cannot start leaves none behind, and none open. */
function journalAt(path: string, inode: number | undefined, { records, engine }: Found, at: number): Journal {
  const pending: PageRecord[] = []
  let begun: Promise<FileHandle> | undefined
  const begin = () => {
    begun ??= openFile(path)
    return begun
  }
  const pictures = new Set<string>()
  let writing: Promise<void> | undefined
  let isBroken = false
  let mine = inode
  const before = { pages: records.size, engine, at }
  const write = async (run: Run) => {
    const file = await begin()
    while (pending.length > 0 && !isBroken) {
      const batch = pending.splice(0)
      await run.save()
      await file.appendFile(batch.map((page) => lineOf({ page: slim(page, pictures) })).join(''))
    }
  }
  return {
    before,
    recall(url) {
      const record = records.get(url)
      records.delete(url)
      return record
    },
    async opened(id) {
      if (id === engine) return
      try {
        await (await begin()).appendFile(lineOf({ engine: id }))
      } catch {
        isBroken = true
      }
    },
    keep(record, run) {
      if (!isLasting(record) || isBroken) return
      pending.push(record)
      writing ??= write(run)
        // A full disk ends the journal, not the crawl.
        .catch(() => {
          isBroken = true
        })
        .finally(() => {
          writing = undefined
        })
    },
    async close() {
      while (writing !== undefined) await writing
      const file = await begun?.catch(() => undefined)
      mine = (await file?.stat())?.ino ?? mine
      await file?.close()
    },
    async remove() {
      const there = await stat(path).catch(() => undefined)
      // Another crawl of the same may have begun its own meanwhile.
      if (there !== undefined && there.ino !== mine) return
      await rm(path, { force: true })
      await removeIfEmpty(dirname(path))
    },
  }
}

/** Another try may find what could not be reached. */
function isLasting(record: PageRecord): boolean {
  return record.status !== 'failed' || record.code === 'http'
}

/** Without pictures that stand in the journal already, as a site shows its logo on every page, and captions that the lockfile has. */
function slim(record: PageRecord, known: Set<string>): PageRecord {
  if (record.status !== 'read' || record.found === undefined) return record
  const pictures = Object.entries(record.found.pictures).filter(([hash]) => !known.has(hash))
  for (const [hash] of pictures) known.add(hash)
  return {
    ...record,
    found: { ...record.found, pictures: Object.fromEntries<Picture>(pictures), captions: {} },
  }
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    const names = await readdir(folder)
    if (names.some((name) => name !== '.gitignore')) return
    await rm(folder, { recursive: true })
    await rmdir(dirname(folder))
  } catch {
    // Somebody else keeps something there.
  }
}
