/** Who captions what: decided once a model is loaded, for all of its life. */
export interface CrewPlan {
  /** 1-thread workers beside the first, for queues. */
  readonly extra: number
  /** The first worker has one thread too, and works on queues like the others. */
  readonly firstJoins: boolean
  /** So many images at hand are worth loading the model once more, if that was not done. */
  readonly startFrom: number
}

/** One worker does it all. */
export const alone: CrewPlan = { extra: 0, firstJoins: true, startFrom: Number.MAX_SAFE_INTEGER }

/**
 * Threads of the first worker, and the rest of the crew. One worker with all threads answers a lone image soonest;
 * one worker per core, of one thread each, gets most done, since `run` calls of one session do not overlap. Small models
 * gain nothing from threads, and are done before others are loaded.
 */
export function planCrew({
  small,
  cores,
  threads,
  workers,
}: {
  readonly small: boolean
  readonly cores: number
  readonly threads: number | undefined
  readonly workers: number | undefined
}): { threads: number; plan: CrewPlan } {
  const most = Math.min(8, cores)
  const own = threads ?? (small ? 1 : most)
  const all = workers ?? most
  const firstJoins = own === 1
  const extra = all === 1 ? 0 : firstJoins ? all - 1 : all
  return { threads: own, plan: { extra, firstJoins, startFrom: small ? 64 : 8 } }
}
