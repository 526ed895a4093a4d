import { existsSync, type FSWatcher, watch } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Calls back when one of some files appears, changes or goes, wherever they lie: Vite's own watcher loses sight of a folder once
 * it is asked for a file in it that is not there. Folders that are not there are not waited for.
 *
 * @returns What ends it.
 */
export function watchFiles(paths: readonly string[], onChange: (path: string) => void): () => void {
  const wanted = new Set(paths)
  const folders = [...new Set(paths.map((path) => dirname(path)))].filter((folder) => existsSync(folder))
  const watchers = folders.flatMap((folder) => {
    const notice = (name: string | null) => {
      const path = join(folder, name ?? '')
      if (wanted.has(path)) onChange(path)
    }
    return watchFolder(folder, notice) ?? []
  })
  return () => {
    for (const watcher of watchers) watcher.close()
  }
}

/** `undefined` where the system has no watcher left; a server goes on without. */
function watchFolder(folder: string, notice: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => notice(name))
    return watcher.on('error', () => watcher.close())
  } catch {
    return undefined
  }
}
