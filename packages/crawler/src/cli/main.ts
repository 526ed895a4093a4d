#!/usr/bin/env node
import { exit } from './exit.ts'
import { main } from './program.ts'

const interruption = new AbortController()
const unread = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second time somebody means it.
    if (interruption.signal.aborted) process.exit(exit.interrupted)
    interruption.abort(new Error(`Interrupted by ${signal}`))
  })
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    // `altwright … | head` has read enough. Commands that only print stop; those that write files go on.
    if (stream === process.stdout) unread.abort(new Error('Nobody reads the output'))
  })
}

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: interruption.signal,
  unread: unread.signal,
})
