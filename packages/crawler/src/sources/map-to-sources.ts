import { type Finding, insertAttributes, type Report } from '@altwright/core'
import { changesOf, type FileChange } from '@altwright/core/report'
import { type Candidate, type CandidateIndex, indexOf, tagsFor } from './match.ts'
import { picturesOf } from './pictures.ts'
import type { SourceFile, Sources } from './read-sources.ts'
import type { SourceTag } from './tags.ts'

/** More places than this say no more than that there are many. */
const most = 5

/**
 * The report with the places in the sources that its findings come from, and the changes that write there what the pages lack.
 * A change is made only where one tag alone can be meant, it has no alt of any kind, and all that is rendered from it
 * gets the same; what is unsure is told and left alone.
 */
export async function mapToSources(report: Report, sources: Sources): Promise<Report> {
  const index = await indexSources(sources)
  const files = new Map(sources.files.map((file) => [file.path, file]))
  const wanted = new Map<SourceTag, Set<string>>()
  const findings = report.findings.map((finding): Finding => {
    if (finding.outcome === 'kept') return finding
    const found = tagsFor(finding, index).map(({ tag }) => tag)
    if (found.length === 0) return finding
    const [tag] = found
    if (found.length === 1 && tag !== undefined) {
      const known = wanted.get(tag) ?? new Set()
      wanted.set(tag, known.add(JSON.stringify(finding.attributes ?? null)))
    }
    return { ...finding, origins: found.slice(0, most).map((own) => placeOf(own, files)) }
  })
  return { ...report, findings, changes: changesIn(sources.files, wanted) }
}

async function indexSources(sources: Sources): Promise<CandidateIndex> {
  const shownBy = picturesOf(sources)
  const candidates: Candidate[] = []
  for (const file of sources.files) {
    for (const tag of file.tags) candidates.push({ tag, shown: await shownBy(tag, file) })
  }
  return indexOf(candidates)
}

function placeOf(
  tag: SourceTag,
  files: ReadonlyMap<string, SourceFile>,
): NonNullable<Finding['origins']>[number] {
  const before = (files.get(tag.file)?.text ?? '').slice(0, tag.offset)
  const line = before.split('\n').length
  const column = tag.offset - (before.lastIndexOf('\n') + 1) + 1
  return { document: tag.file, place: { line, column, offset: tag.offset } }
}

function changesIn(
  files: readonly SourceFile[],
  wanted: ReadonlyMap<SourceTag, ReadonlySet<string>>,
): readonly FileChange[] {
  return files.flatMap((file) => {
    const insertions = file.tags.flatMap((tag) => {
      const [only, ...others] = [...(wanted.get(tag) ?? [])]
      const attributes = only === undefined ? null : JSON.parse(only)
      if (attributes === null || others.length > 0 || !mayTakeAlt(tag)) return []
      return [{ offset: tag.offset, attributes }]
    })
    const change = changesOf(file.path, file.text, insertAttributes(file.text, insertions))
    return change === undefined ? [] : [change]
  })
}

/** Nothing that its author wrote may become an alt. */
function mayTakeAlt({ name, literal, computed, isOpen }: SourceTag): boolean {
  return name !== '!' && !isOpen && !literal.has('alt') && !computed.has('alt')
}
