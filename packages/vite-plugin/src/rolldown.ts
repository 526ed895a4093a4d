import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What is used of the Rolldown that a project builds with. */
export interface Rolldown {
  /** A module's program. Throws where it has mistakes. */
  parse(code: string, lang: string): unknown
  /** Whether a module has no mistakes, which is told for a fraction of what its program takes; false where it cannot be told. */
  isSound(code: string, lang: string): boolean
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
    const { parseSync, transformSync }: Utilities = await import(
      pathToFileURL(vite.resolve('rolldown/utils')).href
    )
    const parse: Rolldown['parse'] = (code, lang) => {
      const result = parseSync(`module.${lang}`, code, { lang, astType: 'js', preserveParens: false })
      if (result.errors.length > 0) throw new SyntaxError('The module has mistakes.')
      return result.program
    }
    // A parser makes a text of all that it has read, whoever asks for it. This is on trial there, and may go.
    const isSound: Rolldown['isSound'] = (code, lang) => {
      const options = { lang, jsx: 'preserve', sourcemap: false, tsconfig: false }
      return transformSync?.(`module.${lang}`, code, options).errors.length === 0
    }
    return { version, rolldown: { parse, isSound } }
  } catch {
    return undefined
  }
}

/** As far as they are used. https://rolldown.rs/apis/utils */
interface Utilities {
  parseSync(
    file: string,
    code: string,
    options: object,
  ): { readonly errors: readonly unknown[]; readonly program: unknown }
  transformSync?(file: string, code: string, options: object): { readonly errors: readonly unknown[] }
}
