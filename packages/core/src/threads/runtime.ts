import { isMainThread, Worker } from 'node:worker_threads'
import { AltwrightError } from '../error.ts'

const variable = 'ORT_DISABLE_TELEMETRY'

/**
 * Starts a thread for onnxruntime, which sends Microsoft word of each model that it opens unless a variable of the
 * process forbids it before its first: https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md
 *
 * @throws AltwrightError `engine-failed` in a worker thread, whose variables are no longer the process's, where nobody has set it.
 */
export function startRuntimeThread(script: URL, workerData: unknown, name: string): Worker {
  if (isMainThread) process.env[variable] = '1'
  else if (process.env[variable] !== '1') {
    throw new AltwrightError(
      'engine-failed',
      `The engine was asked for in a worker thread, where its runtime cannot be kept from reporting to Microsoft. Start the process with ${variable}=1 in its environment.`,
    )
  }
  return new Worker(script, { workerData, execArgv: [], name })
}
