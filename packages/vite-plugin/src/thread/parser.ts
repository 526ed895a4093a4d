import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where Rolldown has its parser, and which Rolldown. */
export interface Parser {
  readonly address: string
  readonly version: string
}

/** That of a project's Vite; `undefined` where it has none, or another way to it. */
export function rolldownParser(root: string): Parser | undefined {
  try {
    const vite = createRequire(createRequire(join(root, 'package.json')).resolve('vite/package.json'))
    const { version } = vite('rolldown/package.json') as { version: string }
    return { address: pathToFileURL(vite.resolve('rolldown/parseAst')).href, version }
  } catch {
    return undefined
  }
}
