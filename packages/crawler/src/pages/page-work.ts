import type { Run, RunOptions } from '@altwright/core'
import { auditPage } from './audit-page.ts'
import { fixPage } from './fix-page.ts'
import type { PageFiles } from './page-files.ts'
import type { PageInHand } from './read-pages.ts'

/** What a command does with the pages it finds, as plain data, so that another thread can be told of it. */
export interface PageWork
  extends Pick<RunOptions, 'settings' | 'isBaseline' | 'knowsPictures' | 'thumbnails' | 'changes'> {
  readonly command: 'audit' | 'fix'
  /** Nothing is written. */
  readonly dryRun: boolean
}

/** The same for one page after the other. */
export function stepOf(
  run: Run,
  { command, settings, dryRun }: PageWork,
  finish: PageFiles['finish'],
): (page: PageInHand) => Promise<void> {
  return command === 'audit'
    ? (inHand) => auditPage(run, inHand, settings)
    : async (inHand) => finish({ ...inHand, edits: await fixPage(run, inHand, settings, { dryRun }) })
}
