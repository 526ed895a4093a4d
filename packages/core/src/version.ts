import { statSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Of this package. */
export const version: string = versionOf(import.meta.url, '@altwright/core')

/** Tells what this package's code is from what it was. */
export const build: string = buildOf(import.meta.url, '@altwright/core')

/**
 * The version of a package, and in a checkout also when it was compiled.
 *
 * @param module
 *   The address of a module right in the package's `dist`.
 */
export function buildOf(module: string, name: string): string {
  const compiled = statSync(new URL('.tsbuildinfo', module), { throwIfNoEntry: false })?.mtimeMs
  return compiled === undefined ? versionOf(module, name) : `${versionOf(module, name)} ${compiled}`
}

/** A package finds itself by its name, wherever its files lie. */
function versionOf(module: string, name: string): string {
  const manifest: unknown = createRequire(module)(`${name}/package.json`)
  return (manifest as { version: string }).version
}
