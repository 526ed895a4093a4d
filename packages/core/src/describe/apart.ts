import type { ImageFacts } from '../image/facts.ts'
import { cut } from '../policy/wording.ts'
import type { Finding } from '../report/report.ts'
import { ruleSeverity } from './apply.ts'
import type { DescribeOptions } from './options.ts'

/**
 * Captions know nothing of each other: of different pictures side by side that would be given the same words, all but the first
 * are left to a person, as an alt that tells them apart from none.
 *
 * @param findings
 *   By image, in the order of the images.
 */
export function apart(
  findings: readonly Finding[],
  images: readonly ImageFacts[],
  { policy }: DescribeOptions,
): readonly Finding[] {
  let before: { finding: Finding; row: ImageFacts['row'] } | undefined
  return findings.map((finding, index) => {
    const row = images[index]?.row
    if (row === undefined) return finding
    const last = before
    before = { finding, row }
    const isNext = last?.row?.images === row.images
    if (!isNext || !isCaptioned(finding) || last.finding.after !== finding.after) return finding
    if (!isCaptioned(last.finding) || last.finding.picture === finding.picture) return finding
    const { attributes: _, ...rest } = finding
    return {
      ...rest,
      outcome: 'review',
      rule: 'image-group',
      severity: ruleSeverity('image-group', policy),
      reason: `The picture before it, which is another one, has the words “${cut(finding.after ?? '')}” too.`,
      after: finding.before,
      proposal: finding.after ?? undefined,
      author: undefined,
    }
  })
}

function isCaptioned({ outcome, author }: Finding): boolean {
  return outcome === 'filled' && author === 'generated'
}
