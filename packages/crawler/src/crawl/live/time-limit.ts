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
