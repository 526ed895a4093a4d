import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { AltwrightError } from '../error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the hub's tools agree on by environment variables. */
export interface HubSettings {
  /** `HF_ENDPOINT`, without a slash at its end. */
  readonly endpoint: string
  /** `HF_HUB_CACHE`, else `HUGGINGFACE_HUB_CACHE`, else `hub` in `HF_HOME`. */
  readonly cache: string
  /** `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`. */
  readonly offline: boolean
  /** The file of a token, where no variable holds it. */
  readonly tokenFile: string | undefined
  /** How long the hub may say nothing, in milliseconds: `HF_HUB_DOWNLOAD_TIMEOUT` is in seconds. */
  readonly idle: number
}

const defaultEndpoint = 'https://huggingface.co'
const defaultIdle = 30_000

/**
 * Reads the environment as Python's huggingface_hub does, so that one cache and one login serve both.
 *
 * @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 * @throws AltwrightError `bad-config` for an `HF_ENDPOINT` that is no address.
 */
export function hubSettings(env: Environment): HubSettings {
  const home =
    path(env['HF_HOME']) ?? join(path(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'huggingface')
  const seconds = Number(env['HF_HUB_DOWNLOAD_TIMEOUT'])
  return {
    endpoint: endpointOf(env),
    cache: path(env['HF_HUB_CACHE']) ?? path(env['HUGGINGFACE_HUB_CACHE']) ?? join(home, 'hub'),
    offline: isTrue(env['HF_HUB_OFFLINE'] || env['TRANSFORMERS_OFFLINE']),
    tokenFile: isTrue(env['HF_HUB_DISABLE_IMPLICIT_TOKEN'])
      ? undefined
      : (path(env['HF_TOKEN_PATH']) ?? join(home, 'token')),
    idle: seconds > 0 ? seconds * 1000 : defaultIdle,
  }
}

/**
 * The token of `HF_TOKEN`, else of the file that `hf auth login` writes.
 *
 * @throws AltwrightError `bad-config` when it cannot be a token. No message ever holds it.
 */
export async function readToken(env: Environment, settings: HubSettings): Promise<string | undefined> {
  if (isTrue(env['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return undefined
  const [source, text] = await tokenText(env, settings.tokenFile)
  const token = text?.trim()
  if (token === undefined || token === '') return undefined
  if (/^[\x21-\x7E]+$/.test(token)) return token
  throw new AltwrightError('bad-config', `${source} holds no token: there are spaces or other signs in it.`)
}

async function tokenText(env: Environment, file: string | undefined): Promise<[string, string | undefined]> {
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    if ((env[name] ?? '').trim() !== '') return [name, env[name]]
  }
  if (file === undefined) return ['HF_TOKEN', undefined]
  return [file, await readFile(file, 'utf8').catch(() => undefined)]
}

function endpointOf(env: Environment): string {
  const text = (env['HF_ENDPOINT'] || defaultEndpoint).replace(/\/+$/, '')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new AltwrightError('bad-config', 'HF_ENDPOINT should be an address such as https://huggingface.co.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AltwrightError(
      'bad-config',
      `HF_ENDPOINT should be an address without a password or a query, such as ${url.origin}. A token belongs in HF_TOKEN.`,
    )
  }
  return text
}

function path(text: string | undefined): string | undefined {
  return text ? resolve(text.replace(/^~(?=[\\/]|$)/, homedir())) : undefined
}

function isTrue(text: string | undefined): boolean {
  return ['1', 'ON', 'YES', 'TRUE'].includes((text ?? '').toUpperCase())
}
