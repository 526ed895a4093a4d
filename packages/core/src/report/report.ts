import type { ImageKind, Place } from '../image/facts.ts'
import type { RuleId, Severity } from '../policy/rules.ts'
import type { FileChange } from './changes.ts'

/**
 * What a run found and did, as plain data; every reporter is a function of it.
 */
export interface Report {
  readonly version: 2
  readonly tool: { readonly name: string; readonly version: string }
  /** Which job wrote it. */
  readonly command: Command
  /** The folder or address that `document` is relative to, for people. */
  readonly root: string
  /** The engine's id, when one was opened. */
  readonly engine: string | undefined
  /** ISO 8601, UTC, as the caller gave it; absent where output must be reproducible. */
  readonly date: string | undefined
  /** By document, then by offset. */
  readonly findings: readonly Finding[]
  /** By content hash: what the findings' pictures look like. */
  readonly pictures: Readonly<Record<string, Picture>>
  /** Documents that were read, sorted; one without images is there too. */
  readonly documents: readonly DocumentResult[]
  /** What was written, or would be, by file; only where the run was asked for it. */
  readonly changes?: readonly FileChange[]
  /** How many findings the baseline has that the run was held against, and how many of them are no more. */
  readonly baseline?: { readonly findings: number; readonly fixed: number }
  readonly summary: Summary
}

export type Command = 'build' | 'serve' | 'transform' | 'fix' | 'audit' | 'crawl'

/** One image in one place, and what became of it. */
export interface Finding {
  /** Stable over runs: a hash of document, address and use; the position is not part of it. */
  readonly id: string
  /** Path relative to the root with `/`, or the page's address. */
  readonly document: string
  readonly place: Place | undefined
  readonly kind: ImageKind
  /** The image's address as written; data URLs are cut. */
  readonly source: string
  /** `sha256-…` of the bytes; the key into `pictures`. */
  readonly picture: string | undefined
  /**
   * What the image is, and the link or button that it stands in, as `img in link to /cart`. With document and picture it tells
   * a use from others; the position is not part of it.
   */
  readonly context: string
  /** The key under which a person may decide for this use in the lockfile; absent where the author has answered. */
  readonly use?: string
  readonly outcome: Outcome
  readonly rule: RuleId
  readonly severity: Severity
  /** One sentence: why this was decided. Plain text, may quote the page. */
  readonly reason: string
  /** The alt as it is in the document: `null` when there is none. */
  readonly before: string | null
  /** The alt as it is after the run, or should be where the run writes nothing. */
  readonly after: string | null
  /** A draft for a person, never written. */
  readonly proposal: string | undefined
  /** 0 to 1, of the engine's words. */
  readonly confidence: number | undefined
  /** What the run adds to the start tag, by attribute: the alt, and its marks. Absent where it adds nothing. */
  readonly attributes?: Readonly<Record<string, string>>
  /**
   * Where its tag stands in the sources that the run was given, relative to their folder. Several: it is one of these, and
   * nothing tells which. Absent: none was looked for, or found.
   */
  readonly origins?: readonly Origin[]
  /** Set where its author suppresses the finding: it does not count, and nothing is written. */
  readonly suppressed?: { readonly reason: string }
  /** Set where a baseline has it: it does not count. */
  readonly known?: true
  /** Whose words `after` is, when the run wrote it. */
  readonly author: 'generated' | 'reviewed' | 'rule' | undefined
  /** The start tag as written, cut at 300 characters, for code frames. */
  readonly markup: string | undefined
}

/** A place in a source file. */
export interface Origin {
  readonly document: string
  readonly place: Place
}

/**
 * - `kept`: its author has answered (a name, an empty alt, hidden); nothing to do.
 * - `filled`: an alt was written, by the engine or from a reviewed entry; in a run that writes nothing, it is ready.
 * - `decorative`: `alt=""` was written by a rule; likewise.
 * - `review`: a person must decide; the document is unchanged.
 * - `flawed`: an alt is there and a quality rule objects; the document is unchanged.
 * - `unreadable`: the picture could not be read; the document is unchanged.
 */
export type Outcome = 'kept' | 'filled' | 'decorative' | 'review' | 'flawed' | 'unreadable'

export interface Picture {
  /** Pixels. */
  readonly width: number | undefined
  readonly height: number | undefined
  readonly format: string | undefined
  /** A `data:` URL of a small WebP or PNG. */
  readonly thumbnail: string | undefined
  /**
   * What a photo looks like, as the lockfile has it, to tell its copies from other pictures; absent for what is not compared by
   * its looks, and where nobody looked.
   */
  readonly fingerprint?: string | undefined
}

export interface DocumentResult {
  readonly document: string
  readonly images: number
  /** Whether its missing alts were written; where not, `after` is what the document should say. */
  readonly written: boolean
  /** Why the document could not be read, or not be written. */
  readonly problem: string | undefined
  /** Set where a baseline knows that it could not be read: it does not count. */
  readonly known?: true
}

export interface Summary {
  readonly documents: number
  /** Documents that could not be read or written. */
  readonly problems: number
  readonly images: number
  /** Answered by their authors. */
  readonly kept: number
  /** Written by the engine in an earlier run, by their mark; left as they are, and not reviewed. */
  readonly unreviewed: number
  /** Written by the engine, not reviewed. */
  readonly generated: number
  /** Written from an entry that a person approved or edited. */
  readonly reviewed: number
  readonly decorative: number
  readonly review: number
  readonly flawed: number
  readonly unreadable: number
  /** Findings that their authors suppress, which are in none of the other counts. */
  readonly suppressed: number
  /** Findings that a baseline has; the outcomes count them, errors and warnings do not. */
  readonly known: number
  readonly errors: number
  readonly warnings: number
}
