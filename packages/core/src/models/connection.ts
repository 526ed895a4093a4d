import { AltwrightError } from '../error.ts'
import { version } from '../version.ts'
import { refusalError } from './answer.ts'
import { networkError, type Subject, shown, Transient } from './problem.ts'
import { type SilenceGuard, silenceGuard } from './silence.ts'

/** One download's line to the hub. */
export interface Connection {
  readonly subject: Subject
  readonly token: string | undefined
  /** How long the other side may say nothing, in milliseconds. */
  readonly idle: number
  readonly signal: AbortSignal | undefined
  /** Who has never answered is not there: another try would only keep a person waiting. */
  answered: boolean
}

/** A success, or 416 for a range that the file does not have. */
export interface Answer {
  readonly response: Response
  /** Where it came from, after redirects. */
  readonly address: URL
  /** Read it to its end, leave the loop, or cancel the response's own. */
  readonly body: AsyncIterable<Uint8Array>
}

const mostRedirects = 10
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Asks and follows redirects; resolves at the headers of the answer. `fetch` itself would not say
 * which address failed, and would follow from https to http.
 *
 * @throws Transient for what may pass, AltwrightError for what does not, and the signal's reason.
 */
export async function send(connection: Connection, start: string, headers: Headers): Promise<Answer> {
  const { subject, token, idle, signal } = connection
  const silence = silenceGuard(idle, signal)
  let address = new URL(start)
  try {
    for (let hop = 0; ; hop++) {
      const response = await fetch(address.href, {
        redirect: 'manual',
        headers: headersFor(address, headers, connection),
        signal: silence.signal,
      })
      connection.answered = true
      silence.heard()
      if (response.ok || response.status === 416) {
        silence.rest()
        return { response, address, body: readBody(response, address, silence, connection) }
      }
      await response.body?.cancel()
      if (!redirects.has(response.status)) {
        throw refusalError({ response, address, hasToken: token !== undefined }, subject)
      }
      if (hop === mostRedirects) {
        throw networkError(
          'unreachable',
          subject,
          `${shown(start)} redirects more than ${mostRedirects} times.`,
        )
      }
      address = redirectTarget(response, address, subject)
    }
  } catch (error) {
    silence.rest()
    throw explained(error, address, connection)
  }
}

/** The token is for the hub alone: whoever the hub sends us to does not get it. */
function headersFor(address: URL, headers: Headers, { subject, token }: Connection): Headers {
  const all = new Headers(headers)
  all.set('user-agent', `altwright/${version}; node/${process.versions.node}`)
  if (token !== undefined && address.origin === new URL(subject.endpoint).origin) {
    all.set('authorization', `Bearer ${token}`)
  }
  return all
}

function redirectTarget(response: Response, from: URL, subject: Subject): URL {
  const location = response.headers.get('location')
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (to === undefined) {
    throw networkError('unreachable', subject, `${shown(from)} redirects to nowhere.`)
  }
  const isSafe = to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')
  if (isSafe && to.username === '') return to
  throw networkError(
    'unreachable',
    subject,
    `${shown(from)} redirects to ${to.protocol}//${to.host}, which is not safe.`,
  )
}

async function* readBody(
  response: Response,
  address: URL,
  silence: SilenceGuard,
  connection: Connection,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      silence.heard()
      const { done, value } = await reader.read()
      // How long the reader takes, a slow disk for example, is not the hub's silence.
      silence.rest()
      if (done) return
      yield value
    }
  } catch (error) {
    throw explained(error, address, connection)
  } finally {
    silence.rest()
    await reader.cancel().catch(() => {})
  }
}

/** Everything that is not ours is the network's. */
function explained(error: unknown, address: URL, { signal, answered }: Connection): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof AltwrightError) return error
  const { message, wait, cause } = error instanceof Transient ? error : networkProblem(error, answered)
  return new Transient(`${shown(address)} ${message}`, { wait, worthwhile: answered, cause })
}

function networkProblem(error: unknown, answered: boolean): Transient {
  const code = codeOf(error)
  const isCertificate = /CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code)
  const problem = isCertificate
    ? `could not prove who it is (${code}; where a company's proxy signs, NODE_EXTRA_CA_CERTS names its certificate)`
    : `${answered ? 'broke off' : 'could not be reached'} (${code})`
  return new Transient(problem, { cause: error })
}

/** `fetch` says “fetch failed” or “terminated”; what happened stands in its cause, or in the first of several. */
function codeOf(error: unknown): string {
  const { cause } = error as Error
  const first = cause instanceof AggregateError ? cause.errors[0] : cause
  const source = (first ?? error) as NodeJS.ErrnoException
  return source.code ?? source.message
}
