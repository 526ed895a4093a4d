import type { RuleId } from '../policy/rules.ts'
import type { Finding } from '../report/report.ts'

/** What becomes of an image. */
export interface Decided {
  readonly outcome: Finding['outcome']
  readonly rule: RuleId
  readonly reason: string
  /** Absent: the alt stays as it is. */
  readonly after?: string
  readonly proposal: string | undefined
  readonly confidence: number | undefined
  readonly author: Finding['author']
  /** The text's, where the page speaks another. */
  readonly language?: string
}

export const silent = { proposal: undefined, confidence: undefined, author: undefined } as const
