// Some hosts need a newer Node than Altwright does.
import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/**
 * The folder of a Node that is new enough: of this one, or else of one from the npm registry.
 *
 * @param {string} needed
 *   As `engines.node` has it: `>=22.12`.
 */
export async function nodeFor(needed) {
  const [major = 0, minor = 0] = needed.replace('>=', '').split('.').map(Number)
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split('.').map(Number)
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return dirname(process.execPath)
  const { stdout } = await promisify(execFile)('npx', [
    '-y',
    '-p',
    'node@22.23.3',
    '-c',
    'node -p process.execPath',
  ])
  return dirname(stdout.trim())
}
