import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How the folders of tests are named, which `scripts/test/nothing-left.ts` takes away. */
export const prefix = 'altwright-test-'

/** A new temporary folder; it goes when the tests of the file are done. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), prefix)))
}
