import { basename } from 'node:path'
import { AltwrightError, type ErrorCode } from '../error.ts'
import { formatHubName, type HubModel, repositoryFolder } from './name.ts'

/** Whose download an error is about. */
export interface Subject {
  readonly model: HubModel
  readonly endpoint: string
  readonly cache: string
}

/** What may be different in a moment: a full server, a cut line. Only this is tried again. */
export class Transient extends Error {
  /** What the server asked to wait, in milliseconds. */
  readonly wait: number | undefined
  /** False where another try at once is as good as none. */
  readonly worthwhile: boolean

  constructor(
    problem: string,
    {
      wait,
      worthwhile = true,
      cause,
    }: { wait?: number | undefined; worthwhile?: boolean; cause?: unknown } = {},
  ) {
    super(problem, { cause })
    this.wait = wait
    this.worthwhile = worthwhile
  }
}

/** An error that ends a download for a reason in the model or in the account. */
export function fetchError(
  code: ErrorCode,
  subject: Subject,
  problem: string,
  cause?: unknown,
): AltwrightError {
  return new AltwrightError(code, `${formatHubName(subject.model)} could not be fetched: ${problem}`, {
    cause,
  })
}

/** An error that ends a download for a reason in the network: it also says how to do without. */
export function networkError(
  code: ErrorCode,
  subject: Subject,
  problem: string,
  cause?: unknown,
): AltwrightError {
  return fetchError(code, subject, `${problem} ${offlineWay(subject)}`, cause)
}

/** How a model comes to a machine without network. */
export function offlineWay({ model, cache }: Pick<Subject, 'model' | 'cache'>): string {
  return `Without network: run \`altwright model pull ${formatHubName(model)}\` on a machine that has one and copy its folder ${basename(repositoryFolder(cache, model))} to ${cache}, or set HF_HOME to where the model is.`
}

/** An address that can be shown: what follows the `?` of a CDN's address is a key. */
export function shown(url: URL | string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

/** What the file system said while a model was stored or removed; other errors come back as they are. */
export function storageError(error: unknown, subject: Subject): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException
  if (error instanceof AltwrightError || code === undefined || syscall === undefined) return error
  const name = formatHubName(subject.model)
  const message = ['ENOSPC', 'EDQUOT'].includes(code)
    ? `${name} could not be stored: the disk of ${subject.cache} is full (${code}). Make room, or set HF_HOME to another disk; what has been downloaded is kept.`
    : `${name}: ${path ?? subject.cache} could not be written (${syscall}: ${code}). Make the folder writable, or set HF_HOME to another one.`
  return new AltwrightError('model-missing', message, { cause: error })
}

/** A size for people, in the units that the hub shows. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
