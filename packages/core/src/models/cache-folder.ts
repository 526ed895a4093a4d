import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where compiled models live: the option, else `ALTWRIGHT_CACHE`, else `$XDG_CACHE_HOME/altwright`, else `~/.cache/altwright`.
 */
export function cacheFolder(option: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return (
    option ??
    (env['ALTWRIGHT_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'altwright'))
  )
}
