import { readFileSync } from 'node:fs'
import { AltwrightError, fileProblem, withoutGenerated } from '@altwright/core'
import { counted } from '@altwright/core/terminal'
import { findPages } from '../../pages/find-pages.ts'
import { decodePage, wholeText } from '../../pages/page-text.ts'
import { replaceFile } from '../../pages/replace-file.ts'
import type { UndoEntry } from '../../undo/entry.ts'
import { keepEntries, readRecords, type UndoRecord, undoFolder } from '../../undo/records.ts'
import { type Reverted, revertEntry } from '../../undo/revert.ts'
import { exit } from '../exit.ts'
import { type BaseFlags, readSettings } from '../flags.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface RevertFlags extends BaseFlags {
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly generated?: readonly string[]
}

/** Undoes the last run of `fix`, or takes out what is marked as generated. */
export async function revertCommand(flags: RevertFlags, terminal: Terminal): Promise<number> {
  const { root } = await readSettings(flags, terminal)
  const settings = { root, dryRun: flags.dryRun === true }
  return flags.generated === undefined
    ? revertRuns(settings, flags, terminal)
    : removeGenerated(flags.generated, settings, flags, terminal)
}

interface RevertSettings {
  readonly root: string
  readonly dryRun: boolean
}

async function revertRuns(
  { root, dryRun }: RevertSettings,
  flags: RevertFlags,
  terminal: Terminal,
): Promise<number> {
  const records = await readRecords(root)
  const [last] = records
  if (last === undefined) {
    throw new AltwrightError(
      'bad-input',
      `There is nothing to revert: ${undoFolder(root)} holds no record of a run. \`altwright revert --generated <path>\` takes out what is marked as generated.`,
    )
  }
  let refused = 0
  for (const record of flags.all === true ? records : [last]) {
    refused += await revertRecord(record, { root, dryRun }, flags, terminal)
  }
  if (dryRun && flags.quiet !== true)
    terminal.stdout.write('Nothing was written; leave out --dry-run to revert.\n')
  return refused === 0 ? exit.clean : exit.findings
}

/** How many files could not be reverted; they stay in the record. */
async function revertRecord(
  record: UndoRecord,
  settings: RevertSettings,
  flags: RevertFlags,
  terminal: Terminal,
): Promise<number> {
  const stay: UndoEntry[] = []
  let files = 0
  for (const entry of record.entries) {
    terminal.signal?.throwIfAborted()
    const reverted = await revertEntry(entry, settings)
    if (reverted.status === 'refused') stay.push(entry)
    else if (reverted.status === 'reverted') files += 1
    if (reverted.status === 'refused' || flags.quiet !== true) {
      terminal.stdout.write(`${entry.document}  ${wording(reverted, settings.dryRun)}\n`)
    }
  }
  if (!settings.dryRun) await keepEntries(record, stay)
  if (flags.quiet !== true) {
    const verb = settings.dryRun ? 'could be reverted' : 'reverted'
    const rest = stay.length === 0 ? '' : `; ${counted(stay.length, 'file')} left alone`
    terminal.stdout.write(`Run of ${record.date}: ${counted(files, 'file')} ${verb}${rest}.\n`)
  }
  return stay.length
}

function wording(reverted: Reverted, dryRun: boolean): string {
  switch (reverted.status) {
    case 'as-before':
      return 'is as it was before the run'
    case 'refused':
      return `left alone: ${reverted.reason}`
    case 'reverted': {
      const removed = `${counted(reverted.removed, 'alt')} ${dryRun ? 'would be removed' : 'removed'}`
      if (reverted.exact) return `${removed}, byte for byte as before`
      const left = reverted.left === 0 ? '' : `, ${reverted.left} left that somebody has changed`
      return `${removed}; the file has changed since, and the rest of it stays${left}`
    }
  }
}

async function removeGenerated(
  paths: readonly string[],
  { root, dryRun }: RevertSettings,
  flags: RevertFlags,
  terminal: Terminal,
): Promise<number> {
  const found = await findPages(paths, { root, cwd: terminal.cwd })
  // In Markdown a tag may as well stand in a piece of code that shows one.
  const pages = found.pages.filter(({ document }) => /\.html?$/i.test(document))
  let removed = 0
  let changed = 0
  let failed = 0
  for (const { document, path } of pages) {
    terminal.signal?.throwIfAborted()
    const tell = (text: string): void => void terminal.stdout.write(`${document}  ${text}\n`)
    try {
      const page = decodePage(readFileSync(path))
      if (page.encoding !== 'utf-8') continue
      const without = withoutGenerated(page.text)
      if (without.removed === 0) continue
      if (!dryRun) replaceFile(path, wholeText({ ...page, text: without.source }))
      removed += without.removed
      changed += 1
      if (flags.quiet !== true) {
        tell(`${counted(without.removed, 'generated alt')} ${dryRun ? 'would be removed' : 'removed'}`)
      }
    } catch (error) {
      failed += 1
      tell(`left alone: it cannot be read or written (${fileProblem(error)}).`)
    }
  }
  if (flags.quiet !== true) {
    const verb = dryRun ? 'would be removed' : 'removed'
    const hint = dryRun ? '; leave out --dry-run to remove them' : ''
    terminal.stdout.write(
      `${counted(removed, 'generated alt')} ${verb} from ${counted(changed, 'page')}${hint}.\n`,
    )
  }
  return failed === 0 ? exit.clean : exit.findings
}
