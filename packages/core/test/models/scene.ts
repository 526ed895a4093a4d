import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CachedModel, type PullOptions, type PullProgress, pullModel } from '../../dist/models/index.js'
import { temporaryFolder } from '../temporary.ts'
import { type Hub, owner } from './hub-server.ts'

/** An environment in which nothing of the machine's own counts. */
export function environment(hub: Hub | undefined, home: string): Record<string, string> {
  return {
    HF_HOME: home,
    ALTWRIGHT_CACHE: join(home, 'altwright'),
    ...(hub !== undefined && { HF_ENDPOINT: hub.endpoint }),
  }
}

/** Quick to try again; patient with silence, because the machine may be slow. */
export const quick = { idle: 600_000, attempts: 3, backoff: 1 } as const

export const repository = (home: string): string => join(home, 'hub', `models--${owner.replace('/', '--')}`)

export interface Scene {
  readonly home: string
  readonly env: Record<string, string>
  readonly progress: PullProgress[]
  pull(name?: string, options?: PullOptions): Promise<CachedModel>
  /** The message of the error that a pull ends with, behind its code. */
  fails(name?: string, options?: PullOptions): Promise<string>
}

export function scene(hub: Hub | undefined, home: string = temporaryFolder()): Scene {
  const env = environment(hub, home)
  const progress: PullProgress[] = []
  const pull = (name: string = owner, options: PullOptions = {}): Promise<CachedModel> =>
    pullModel(name, { env, patience: quick, onProgress: (news) => progress.push(news), ...options })
  return {
    home,
    env,
    progress,
    pull,
    async fails(name, options) {
      const error = await pull(name, options).then(
        () => undefined,
        (reason: unknown) => reason as { name: string; code: string; message: string },
      )
      if (error?.name !== 'AltwrightError') throw error ?? new Error('It did not fail')
      return `${error.code}: ${error.message}`
    },
  }
}

/** Every file and link below a folder, relative, without the folders of locks. */
export function tree(root: string, prefix = ''): string[] {
  return readdirSync(join(root, prefix))
    .filter((name) => name !== '.locks')
    .flatMap((name) => {
      const path = join(prefix, name)
      return lstatSync(join(root, path)).isDirectory() ? tree(root, path) : [path]
    })
    .sort()
}
