import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const mainFile = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Called at once with a way to signal the process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs the command line as a person's shell does. */
export function command(args: readonly string[], options: CommandOptions): Promise<Ended> {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...env } = process.env
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd: options.cwd,
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  options.onStart?.((signal) => child.kill(signal))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
