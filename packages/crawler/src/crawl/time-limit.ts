/**
 * The promise, or an error once the signal is aborted, which is its reason. `Promise.race` with a promise that lives long would keep
 * what the other has answered for as long.
 */
export async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([aborted, promise])
  } finally {
    signal.removeEventListener('abort', stop)
    promise.catch(() => {})
  }
}

export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError'
}

/** The promise, or a `TimeLimitError` after so many milliseconds; what comes later is dropped. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError('Out of time')), Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
    promise.catch(() => {})
  }
}
