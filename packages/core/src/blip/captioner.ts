import type { Captioner } from '../captioner.ts'
import { startThread, workerOf } from '../threads/thread.ts'
import type { EngineOptions } from './engine.ts'
import { type BlipOptions, resolveBlipOptions } from './options.ts'
import { createQueue } from './queue.ts'

/**
 * Opens a BLIP model as a {@link Captioner}: compiles its weights to ONNX the first time (seconds; kept in the cache),
 * loads it in worker threads, and captions there: a lone image with all cores, many with a worker per core. Confidence is the geometric mean of the token probabilities, the
 * end of the caption included. Dispose of it when done; an idle engine does not keep the process alive.
 *
 * ```js
 * const captioner = await openBlip({ model: 'graphics' })
 * const [outcome] = await captioner.caption([await readFile('logo.png')])
 * await captioner.dispose()
 * ```
 *
 * @throws AltwrightError `model-missing` or `bad-model` with the file and what is wrong with it,
 *   `bad-config` for an option, `engine-failed` when the runtime cannot start.
 */
export async function openBlip(options?: BlipOptions): Promise<Captioner> {
  const resolved = resolveBlipOptions(options)
  return createQueue((events, role) => {
    const options = { ...resolved, role } satisfies EngineOptions
    return startThread({ script: workerOf('blip'), workerData: options, name: 'altwright-blip' }, events)
  }, resolved.batchSize)
}
