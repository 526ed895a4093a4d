import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { findRedis, noRedis } from '../../../../scripts/redis.mjs'
import { folder } from '../folder.ts'

export { noRedis }

export const redisServer = findRedis()

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** For a look at what is kept. */
  readonly client: Redis
  /** A copy of what it has on disk now. */
  copy(): string
  /** Ends it at once, and starts it again with what it had on disk, or had when the copy was made. */
  restart(copy?: string): Promise<void>
  kill(): void
}

/** A Redis server on the loopback interface, with its data in a temporary folder; it ends with the test. */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort()
  let dir = folder()
  let server = await start(port, dir, options)
  const client = new Redis({ port, lazyConnect: true, maxRetriesPerRequest: null })
  client.on('error', () => {})
  onTestFinished(async () => {
    client.disconnect()
    server.kill('SIGKILL')
    await ended(server)
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    client,
    copy() {
      const copy = folder()
      cpSync(dir, copy, { recursive: true })
      return copy
    },
    kill: () => void server.kill('SIGKILL'),
    async restart(copy = dir) {
      server.kill('SIGKILL')
      await ended(server)
      dir = copy
      server = await start(port, dir, options)
    },
  }
}

async function start(port: number, dir: string, options: readonly string[]): Promise<ChildProcess> {
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes']
  const server = spawn(redisServer as string, [...args, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes('Ready to accept connections')) break
  }
  server.stdout.resume()
  return server
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
