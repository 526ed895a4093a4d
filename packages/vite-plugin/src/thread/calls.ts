import { AltwrightError } from '@altwright/core/page'

/** What one side of a port answers, by name. */
export type Functions = { readonly [Name in string]: (...given: never[]) => unknown }

type Given<Theirs, Name extends keyof Theirs> = Theirs[Name] extends (...given: infer Values) => unknown
  ? Values
  : never
type Answer<Theirs, Name extends keyof Theirs> = Theirs[Name] extends (...given: never[]) => infer Value
  ? Awaited<Value>
  : never

/** The functions of the other side of a port. */
export interface Calls<Theirs> {
  /** Rejects with what the other side throws: an `AltwrightError`, or an error with the same name, message and stack. */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    ...given: Given<Theirs, Name>
  ): Promise<Answer<Theirs, Name>>
  /** Waits for no answer. */
  tell<Name extends keyof Theirs & string>(name: Name, ...given: Given<Theirs, Name>): void
  /** Rejects all that waits and all that comes. */
  end(reason: Error): void
}

/** A message port or a worker. */
export interface Port {
  postMessage(message: Message): void
  on(event: 'message', listener: (message: Message) => void): unknown
}

type Message =
  | { readonly type: 'ask'; readonly call: number; readonly name: string; readonly given: readonly unknown[] }
  | { readonly type: 'tell'; readonly name: string; readonly given: readonly unknown[] }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly call: number; readonly failure: Failure }

interface Failure {
  /** Of an `AltwrightError`. */
  readonly code: AltwrightError['code'] | undefined
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Lets both sides of a port call functions of each other.
 *
 * @param ours
 *   What this side answers.
 * @param onBusy
 *   Told when the first of some calls begins, and when the last has ended.
 */
export function callsOver<Theirs>(
  port: Port,
  ours: Functions,
  onBusy: (busy: boolean) => void = () => {},
): Calls<Theirs> {
  const waiting = new Map<number, Waiting>()
  let next = 0
  let over: Error | undefined
  const settle = (call: number): Waiting | undefined => {
    const settled = waiting.get(call)
    waiting.delete(call)
    if (waiting.size === 0) onBusy(false)
    return settled
  }
  const run = async (name: string, given: readonly unknown[]): Promise<unknown> =>
    (ours[name] as (...given: readonly unknown[]) => unknown)(...given)
  port.on('message', (message) => {
    if (message.type === 'answer') settle(message.call)?.resolve(message.value as never)
    else if (message.type === 'failure') settle(message.call)?.reject(errorOf(message.failure))
    else if (message.type === 'tell') void run(message.name, message.given)
    else {
      const { call } = message
      run(message.name, message.given).then(
        (value) => port.postMessage({ type: 'answer', call, value }),
        (error) => port.postMessage({ type: 'failure', call, failure: failureOf(error) }),
      )
    }
  })
  return {
    ask: (name, ...given) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over)
        if (waiting.size === 0) onBusy(true)
        waiting.set(next, { resolve, reject })
        port.postMessage({ type: 'ask', call: next, name, given })
        next += 1
      }),
    tell(name, ...given) {
      if (over === undefined) port.postMessage({ type: 'tell', name, given })
    },
    end(reason) {
      over ??= reason
      for (const call of [...waiting.keys()]) settle(call)?.reject(over)
    },
  }
}

function failureOf(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  return { code: error instanceof AltwrightError ? error.code : undefined, name, message, stack }
}

function errorOf({ code, name, message, stack }: Failure): Error {
  return code === undefined
    ? Object.assign(new Error(message), { name, stack })
    : new AltwrightError(code, message)
}
