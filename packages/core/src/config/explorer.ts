import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { cosmiconfig, defaultLoaders, type PublicExplorer } from 'cosmiconfig'
import { places } from './places.ts'

/** In a module of its own, because most projects have no configuration file. */
export function explorerOf(): PublicExplorer {
  return cosmiconfig('altwright', {
    searchStrategy: 'project',
    searchPlaces: [...places],
    loaders: {
      '.ts': loadTypeScript,
      '.js': loadModule,
      '.mjs': loadModule,
      '.cjs': loadModule,
      '.json': (_, text) => JSON.parse(text),
    },
  })
}

/** cosmiconfig's own loader needs the JavaScript API of TypeScript, which version 7 does not have. */
async function loadTypeScript(path: string): Promise<unknown> {
  // Most projects have no such file, and it takes long to load.
  const { createJiti } = await import('jiti')
  return createJiti(import.meta.url, { moduleCache: false, fsCache: false }).import(path, { default: true })
}

/** Node keeps what it has imported; who goes on after a file was changed has to read it anew. */
async function loadModule(path: string, content: string): Promise<unknown> {
  const { mtimeMs } = await stat(path)
  delete createRequire(import.meta.url).cache[path]
  try {
    return (await import(`${pathToFileURL(path).href}?${mtimeMs}`)).default
  } catch (error) {
    // What is no module may be CommonJS in a folder of modules; else the first error is the one to tell.
    if (!(error instanceof ReferenceError) || path.endsWith('.mjs')) throw error
    return defaultLoaders['.js'](path, content)
  }
}
