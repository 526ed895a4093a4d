import type { AltwrightError } from '../error.ts'
import { fetchError, networkError, type Subject, shown, Transient } from './problem.ts'

/** A server's answer, and the address it came from after redirects. */
export interface Refusal {
  readonly response: Response
  readonly address: URL
  readonly hasToken: boolean
}

const passing: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * What an answer other than success means.
 *
 * @see https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/utils/_http.py for the hub's
 *   `X-Error-Code`, and its 401 for a repository that does not exist.
 */
export function refusalError(
  { response, address, hasToken }: Refusal,
  subject: Subject,
): AltwrightError | Transient {
  const { status, headers } = response
  const code = headers.get('x-error-code')
  const where = shown(address)
  const isHub = address.origin === new URL(subject.endpoint).origin
  if (passing.has(status) || status >= 500) {
    return new Transient(`answered ${status}`, { wait: retryAfter(headers.get('retry-after')) })
  }
  // The key in a CDN's address runs out; the hub makes a new one.
  if (!isHub) return new Transient(`answered ${status}`)

  const { id, revision } = subject.model
  const page = `${subject.endpoint}/${id}`
  if (code === 'GatedRepo') {
    return fetchError(
      'model-missing',
      subject,
      `its authors ask for consent. Accept their terms on ${page}, then set HF_TOKEN to a token of the same account.`,
    )
  }
  if (code === 'RevisionNotFound') {
    return fetchError('model-missing', subject, `${page} has no revision “${revision}” (${where}).`)
  }
  if (code === 'EntryNotFound') {
    return fetchError('model-missing', subject, `${where} does not exist, although the hub lists it.`)
  }
  if (status === 401 && hasToken && code !== 'RepoNotFound') {
    return fetchError(
      'model-missing',
      subject,
      `${where} does not accept the token (401). Look at HF_TOKEN, or at the file of \`hf auth login\`.`,
    )
  }
  if (code === 'RepoNotFound' || status === 401 || status === 404) {
    return fetchError(
      'model-missing',
      subject,
      `there is no such model at ${where} (${status}), or it is private${hasToken ? ' and the token does not open it' : ': then set HF_TOKEN'}. Look at how “${id}” is spelt.`,
    )
  }
  if (status === 403) {
    return fetchError(
      'model-missing',
      subject,
      `${where} forbids it (403)${hasToken ? ': the token may not read this model' : '; a token in HF_TOKEN may help'}.`,
    )
  }
  return networkError('unreachable', subject, `${where} answered ${status}.`)
}

/** A page for people where data should be: a proxy, a sign-in, or no hub at all. */
export function notTheHub(what: string, address: URL, subject: Subject, cause?: unknown): AltwrightError {
  return networkError(
    'unreachable',
    subject,
    `${shown(address)} answered with ${what}: a proxy or a sign-in page may stand between, or HF_ENDPOINT is no hub.`,
    cause,
  )
}

/** Why a download ended, although it was tried again. */
export function gaveUp(subject: Subject): (problem: Transient, failures: number) => AltwrightError {
  return (problem, failures) => {
    const times = failures > 1 ? `, ${failures} times` : ''
    const wait =
      problem.wait === undefined ? '' : `, and asks to wait ${Math.ceil(problem.wait / 1000)} seconds`
    const kept = problem.worthwhile
      ? ' What has been downloaded is kept, and the next pull goes on from there.'
      : ''
    return networkError('unreachable', subject, `${problem.message}${times}${wait}.${kept}`, problem)
  }
}

/** Seconds or a date, in milliseconds from now. */
function retryAfter(text: string | null): number | undefined {
  if (text === null) return undefined
  const wait = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
