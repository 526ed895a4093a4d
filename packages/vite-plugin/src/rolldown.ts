import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What is used of the Rolldown that a project builds with. */
export interface Rolldown {
  /** A module's program. Throws where it has mistakes. */
  parse(code: string, lang: string): unknown
  /** Whether a module has no mistakes, which is told for a fraction of what its program takes; false where it cannot be told. */
  isSound(code: string, lang: string): Promise<boolean>
}

/** Finds Rolldown in a version; `undefined` where the project's Vite has no such one. It is looked for once. */
export function rolldownOf(root: string): (version: string) => Promise<Rolldown | undefined> {
  let finding: ReturnType<typeof find> | undefined
  return async (version) => {
    finding ??= find(root)
    const found = await finding
    return found?.version === version ? found.rolldown : undefined
  }
}

async function find(
  root: string,
): Promise<{ readonly version: string; readonly rolldown: Rolldown } | undefined> {
  try {
    const vite = createRequire(createRequire(join(root, 'package.json')).resolve('vite/package.json'))
    const { version } = vite('rolldown/package.json') as { version: string }
    const load = (name: string) => import(pathToFileURL(vite.resolve(name)).href)
    const { parseAst } = await load('rolldown/parseAst')
    const parse: Rolldown['parse'] = (code, lang) => parseAst(code, { lang, astType: 'js' })
    // A parser makes a text of all that it has read, whoever asks for it. This is on trial there, and may go.
    const isSound: Rolldown['isSound'] = async (code, lang) => {
      const { minifySync } = await load('rolldown/utils')
      const options = { compress: false, mangle: false, sourcemap: false }
      return minifySync?.(`module.${lang}`, code, options).errors.length === 0
    }
    return { version, rolldown: { parse, isSound } }
  } catch {
    return undefined
  }
}
