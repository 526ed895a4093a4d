import { isCopy, type Look, readLook } from '../likeness.ts'
import { documentName, type Use, useOf } from './identity.ts'
import { matchUses, type Uses } from './match.ts'
import type { Finding, Picture, Report } from './report.ts'

/** What is different between two runs over the same site, by the identity of image and use. */
export interface Comparison {
  /** Findings of the later run that the earlier one does not have. */
  readonly added: readonly Finding[]
  /** Findings of both, as the later has them. */
  readonly unchanged: readonly Finding[]
  /** Findings of the earlier run whose image is there and fine now. */
  readonly fixed: readonly Finding[]
  /** Findings of the earlier run whose image, or page, is there no more. */
  readonly removed: readonly Finding[]
  /** Images that have the alt that they had, and show another picture; a photo of another size or encoding is the same. */
  readonly replaced: readonly Replaced[]
}

export interface Replaced {
  readonly before: Finding
  readonly after: Finding
}

/** Compares two reports. A report that knows more pictures by their bytes is compared more surely. */
export function compareReports(before: Report, after: Report): Comparison {
  const old = usesOf(before)
  const now = usesOf(after)
  const matched = matchUses(old, now)
  const added: Finding[] = []
  const unchanged: Finding[] = []
  const fixed: Finding[] = []
  const replaced: Replaced[] = []
  for (const [index, finding] of after.findings.entries()) {
    const use = now.uses[index] as Use
    const found = matched.get(index)
    const earlier = found === undefined ? undefined : old.uses[found]
    const was = found === undefined ? undefined : before.findings[found]
    if (use.problem !== undefined) {
      if (earlier?.problem === use.problem) unchanged.push(finding)
      else added.push(finding)
    }
    if (earlier === undefined || was === undefined) continue
    if (earlier.problem !== undefined && use.problem === undefined) fixed.push(was)
    if (isReplaced(earlier, use) && !looksAlike(before, earlier, after, use))
      replaced.push({ before: was, after: finding })
  }
  const kept = new Set(matched.values())
  const removed = before.findings.filter(
    (_, index) => old.uses[index]?.problem !== undefined && !kept.has(index),
  )
  return { added, unchanged, fixed, removed, replaced }
}

/** Both pictures are known, and differ; an alt that says nothing says nothing false. */
function isReplaced(before: Use, after: Use): boolean {
  if (before.picture === undefined || after.picture === undefined || before.picture === after.picture)
    return false
  return before.alt === after.alt && (after.alt ?? '').trim() !== ''
}

/** Whether two photos look the same, where both reports know how they look. */
function looksAlike(before: Report, earlier: Use, after: Report, use: Use): boolean {
  const [one, other] = [
    lookOf(before.pictures[earlier.picture ?? '']),
    lookOf(after.pictures[use.picture ?? '']),
  ]
  return one !== undefined && other !== undefined && isCopy(one, other)
}

function lookOf(picture: Picture | undefined): Look | undefined {
  return picture?.fingerprint === undefined ? undefined : readLook(picture.fingerprint)
}

export function usesOf({
  findings,
  documents,
  root,
}: Pick<Report, 'findings' | 'root'> & {
  readonly documents: readonly { readonly document: string }[]
}): Uses {
  return {
    uses: findings.map((finding) => useOf(finding, root)),
    documents: documents.map(({ document }) => documentName(document, root)),
  }
}
