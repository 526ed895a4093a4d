import { readFileSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { AltwrightError, fileProblem, isInside, withoutGenerated } from '@altwright/core'
import { counted } from '@altwright/core/terminal'
import { findPages } from '../../pages/find-pages.ts'
import { decodePage, wholeText } from '../../pages/page-text.ts'
import { replaceFile } from '../../pages/replace-file.ts'
import { removeLeftovers, temporaryFilesIn } from '../../pages/temporary-files.ts'
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
  if (!dryRun) await removeTemporaryFiles(root, records)
  let refused = 0
  for (const record of flags.all === true ? records : [last]) {
    const left = await revertRecord(record, { root, dryRun }, flags, terminal)
    if (left.unreached > 0) return interrupted(flags, terminal)
    refused += left.refused
  }
  if (dryRun && flags.quiet !== true)
    terminal.stdout.write('Nothing was written; leave out --dry-run to revert.\n')
  return refused === 0 ? exit.clean : exit.findings
}

/** Those that a run which was killed has left beside its pages, or another `revert` beside the records. */
async function removeTemporaryFiles(root: string, records: readonly UndoRecord[]): Promise<void> {
  const realRoot = await realpath(root)
  const documents = records.flatMap(({ entries }) => entries.map(({ document }) => join(root, document)))
  for (const folder of new Set([undoFolder(root), ...documents.map((path) => dirname(path))])) {
    const real = await realpath(folder).catch(() => undefined)
    if (real !== undefined && isInside(real, realRoot)) removeLeftovers(temporaryFilesIn(real))
  }
}

function interrupted({ quiet }: RevertFlags, { stdout }: Terminal): number {
  if (quiet !== true) stdout.write('Interrupted; the same command goes on with the rest.\n')
  return exit.interrupted
}

/** How many files were not reverted; they stay in the record. */
async function revertRecord(
  record: UndoRecord,
  settings: RevertSettings,
  flags: RevertFlags,
  terminal: Terminal,
): Promise<{ readonly refused: number; readonly unreached: number }> {
  const stay: UndoEntry[] = []
  let reached = 0
  let files = 0
  for (const entry of record.entries) {
    if (terminal.signal?.aborted) break
    reached += 1
    const reverted = await revertEntry(entry, settings)
    if (reverted.status === 'refused') stay.push(entry)
    else if (reverted.status === 'reverted') files += 1
    if (reverted.status === 'refused' || flags.quiet !== true) {
      terminal.stdout.write(`${entry.document}  ${wording(reverted, settings.dryRun)}\n`)
    }
  }
  const rest = record.entries.slice(reached)
  if (!settings.dryRun) await keepEntries(record, [...stay, ...rest])
  if (flags.quiet !== true) {
    const told = [
      `${counted(files, 'file')} ${settings.dryRun ? 'could be reverted' : 'reverted'}`,
      ...(stay.length === 0 ? [] : [`${counted(stay.length, 'file')} left alone`]),
      ...(rest.length === 0 ? [] : [`${counted(rest.length, 'file')} not reached`]),
    ]
    terminal.stdout.write(`Run of ${record.date}: ${told.join('; ')}.\n`)
  }
  return { refused: stay.length, unreached: rest.length }
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
  if (!dryRun) removeLeftovers(found.temporary)
  let removed = 0
  let changed = 0
  let failed = 0
  let reached = 0
  for (const { document, path } of pages) {
    // Between pages an interrupt is heard.
    await turn()
    if (terminal.signal?.aborted) break
    reached += 1
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
  if (reached < pages.length) return interrupted(flags, terminal)
  return failed === 0 ? exit.clean : exit.findings
}
