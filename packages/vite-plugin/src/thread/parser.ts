import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** As `this.parse` of a plugin's hooks. https://rolldown.rs/reference/Interface.PluginContext#parse */
export type ParseAst = (code: string, options: object) => unknown

/** Finds the parser of Rolldown in a version, `undefined` where the project's Vite has no such one. It is looked for once. */
export function rolldownParser(root: string): (version: string) => Promise<ParseAst | undefined> {
  let finding: ReturnType<typeof find> | undefined
  return async (version) => {
    finding ??= find(root)
    const found = await finding
    return found?.version === version ? found.parseAst : undefined
  }
}

async function find(
  root: string,
): Promise<{ readonly version: string; readonly parseAst: ParseAst } | undefined> {
  try {
    const vite = createRequire(createRequire(join(root, 'package.json')).resolve('vite/package.json'))
    const { version } = vite('rolldown/package.json') as { version: string }
    const { parseAst } = await import(pathToFileURL(vite.resolve('rolldown/parseAst')).href)
    return { version, parseAst }
  } catch {
    return undefined
  }
}
