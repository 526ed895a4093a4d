import { Transient } from './problem.ts'

/** A limit on silence, not on the whole: a slow line may take its hour. */
export interface SilenceGuard {
  /** Aborted by silence, with a {@link Transient} as its reason, or by the caller. */
  readonly signal: AbortSignal
  /** Something came, and more is awaited: silence counts from now. */
  heard(): void
  /** Nothing is awaited. */
  rest(): void
}

export function silenceGuard(idle: number, outer: AbortSignal | undefined): SilenceGuard {
  const controller = new AbortController()
  const expire = () => controller.abort(new Transient(`sent nothing for ${idle / 1000} seconds`))
  let timer = setTimeout(expire, idle)
  return {
    signal: outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]),
    heard() {
      clearTimeout(timer)
      timer = setTimeout(expire, idle)
    },
    rest: () => clearTimeout(timer),
  }
}
