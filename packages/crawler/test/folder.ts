import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../../core/test/temporary.ts'

/** A temporary folder with these files; it goes with the tests of its file. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}
