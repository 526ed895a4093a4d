/** What is at hand, or will be: a promise for each image of a page would take longer than most answers. */
export type Soon<T> = T | Promise<T>

/** Goes on with what is at hand at once, and else when it is there. */
export function next<T, U>(value: Soon<T>, step: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(step) : step(value)
}

/** Loads what few need when it is first asked for; from then on it is at hand. */
export function lazily<T extends object>(load: () => Promise<T>): () => Soon<T> {
  let loaded: Soon<T> | undefined
  return () => {
    loaded ??= load().then((value) => {
      loaded = value
      return value
    })
    return loaded
  }
}

/** All of them: at once where all are at hand. */
export function all<T>(values: readonly Soon<T>[]): Soon<readonly T[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly T[])
}
