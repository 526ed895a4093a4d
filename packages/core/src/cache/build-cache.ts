import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type FileStamps, fileStamps, type StampEntry } from '../assets/stamps.ts'
import { digest } from '../digest.ts'
import { build } from '../version.ts'

/**
 * What earlier builds decided, and what the files they looked at were like, kept in a file between builds. Whatever is wrong with
 * the file, a build without it decides the same.
 */
export interface BuildCache {
  readonly stamps: FileStamps
  /** Whether nothing was kept by earlier builds. */
  readonly isEmpty: boolean
  /** Whether a text of the lockfile with this digest was in order when it was last read. */
  isChecked(textHash: string): boolean
  /** Records that it is. */
  checked(textHash: string): void
  /** What was kept under a key; `undefined` where nothing was. */
  recall(document: string, key: string): Kept | undefined
  /** Keeps what was decided for a document, in place of what was kept for it before this build. */
  keep(document: string, key: string, kept: Kept): void
  /**
   * Writes the file, where there is something new in it, and removes those beside it that were not used for longest. A folder
   * that cannot be written is left alone.
   */
  save(): void
}

/** Bytes of the file at most; documents not met for longest are forgotten first. */
const most = 64 * 1024 * 1024

/** Files in its folder at most: builds of a project with other settings have a file each. */
const mostFiles = 4

/** A line of the file: a document as a digest, what its decisions hang on as a key, and they themselves. */
interface Line {
  readonly document: string
  readonly kept: Kept
}

/** As UTF-8: most of it is only handed on. */
interface Kept {
  /** JSON of what a build needs at once. */
  readonly first: Uint8Array
  /** JSON of the rest. */
  readonly rest: Uint8Array
}

/** The file's first line after its head. */
interface Known {
  readonly lockfile: string
  readonly stamps: readonly StampEntry[]
}

/**
 * Opens the cache in a file; one that is missing, damaged or of another version is empty.
 *
 * @param path
 *   Absolute; its folder holds nothing else than such files, and is made when there is something to keep.
 * @param by
 *   Who keeps it, with everything about its own code that decides, such as its version.
 */
export function openBuildCache(path: string, by: string): BuildCache {
  const { known, lines } = read(path, by)
  const stamps = fileStamps(known.stamps)
  let { lockfile } = known
  const met = new Map<string, Set<string>>()
  let changed = false
  const meet = (document: string, key: string, kept: Kept): void => {
    const name = digest(document)
    met.set(name, (met.get(name) ?? new Set()).add(key))
    // Those last met stand last.
    lines.delete(key)
    lines.set(key, { document: name, kept })
  }
  return {
    stamps,
    isEmpty: lines.size === 0,
    isChecked: (textHash) => textHash === lockfile,
    checked(textHash) {
      if (textHash === lockfile) return
      lockfile = textHash
      changed = true
    },
    recall(document, key) {
      const kept = lines.get(key)?.kept
      if (kept !== undefined) meet(document, key, kept)
      return kept
    },
    keep(document, key, kept) {
      meet(document, key, kept)
      changed = true
    },
    save() {
      if (lines.size === 0) return
      if (!changed && !stamps.changed) return quietly(() => utimesSync(path, new Date(), new Date()))
      changed = false
      const current = [...lines].filter(([key, { document }]) => met.get(document)?.has(key) ?? true)
      write(path, by, { lockfile, stamps: stamps.entries() }, current)
      removeOthers(path)
    },
  }
}

function read(path: string, by: string): { readonly known: Known; readonly lines: Map<string, Line> } {
  const lines = new Map<string, Line>()
  const nothing = { known: { lockfile: '', stamps: [] }, lines }
  try {
    const bytes = readFileSync(path)
    const end = bytes.indexOf('\n')
    const body = bytes.subarray(end + 1)
    if (bytes.toString('utf8', 0, end) !== headOf(body, by)) return nothing
    const [known, ...rest] = partsOf(body, newLine)
    for (const line of rest) {
      const [head, first, rest] = partsOf(line, tab)
      const [document, key] = (head as Buffer).toString('latin1').split(' ')
      lines.set(key as string, {
        document: document as string,
        kept: { first: first as Buffer, rest: rest as Buffer },
      })
    }
    return { known: JSON.parse((known as Buffer).toString()), lines }
  } catch {
    return nothing
  }
}

/** Stand in no JSON that is written without white space. */
const [newLine, tab] = [0x0a, 0x09]

function partsOf(bytes: Buffer, separator: number): Buffer[] {
  const parts: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(separator); end !== -1; end = bytes.indexOf(separator, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  return [...parts, bytes.subarray(start)]
}

function write(path: string, by: string, known: Known, lines: readonly [string, Line][]): void {
  let room = most
  const fitting = lines
    .toReversed()
    .filter(([, { kept }]) => {
      room -= kept.first.length + kept.rest.length
      return room > 0
    })
    .toReversed()
  const body = Buffer.concat([
    Buffer.from(JSON.stringify(known)),
    ...fitting.flatMap(([key, { document, kept }]) => {
      return [Buffer.from(`\n${document} ${key}\t`), kept.first, Buffer.from('\t'), kept.rest]
    }),
  ])
  // Two builds at once write two files; the last one stays.
  const temporary = `${path}.${process.pid}.${Date.now().toString(36)}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${headOf(body, by)}\n`), body]))
    renameSync(temporary, path)
  } catch {
    quietly(() => rmSync(temporary, { force: true }))
  }
}

/** All but the ones last used; what a build that was killed has begun is among them. */
function removeOthers(path: string): void {
  quietly(() => {
    const folder = dirname(path)
    const others = readdirSync(folder)
      .filter((name) => name !== basename(path))
      .map((name) => ({ file: join(folder, name), used: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.used - a.used)
    for (const { file } of others.slice(mostFiles - 1)) rmSync(file, { force: true })
  })
}

/** A build goes on whatever the file system says. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {}
}

/** What is cut off or changed is not read, nor what other code has decided. */
function headOf(body: Uint8Array, by: string): string {
  return `altwright-cache ${createHash('sha256').update(`${build} ${by}\n`).update(body).digest('hex')}`
}
