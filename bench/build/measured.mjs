// Loaded into a process with `--import`: at its end it appends a line of JSON to the file that MEASURED names, with the CPU that it took
// with all its threads, in milliseconds, and which engines it has loaded.
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    const engines = process.report.getReport().sharedObjects.filter((path) => path.includes('onnxruntime'))
    appendFileSync(process.env.MEASURED, `${JSON.stringify({ cpu: (user + system) / 1000, engines })}\n`)
  })
}
