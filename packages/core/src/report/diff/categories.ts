import type { Comparison } from '../compare.ts'
import type { Finding } from '../report.ts'

export type Category = 'added' | 'replaced' | 'unchanged' | 'fixed' | 'removed'

export interface CategoryWords {
  readonly title: string
  /** For a count: “2 new”. */
  readonly label: string
  readonly note: string
}

/** In the order of reading: what somebody has to look at first. */
export const categories: Readonly<Record<Category, CategoryWords>> = {
  added: { title: 'New', label: 'new', note: 'Findings that were not there before.' },
  replaced: {
    title: 'Pictures changed under an old alt',
    label: 'with a changed picture',
    note: 'The alt is as it was, and the picture is another. Does the alt still say what is there?',
  },
  fixed: { title: 'Fixed', label: 'fixed', note: 'The image is there, and the finding is not.' },
  removed: { title: 'Removed', label: 'removed', note: 'The image, or its page, is there no more.' },
  unchanged: { title: 'Unchanged', label: 'unchanged', note: 'Findings of both runs.' },
}

export const categoryOrder = Object.keys(categories) as readonly Category[]

/** The findings of a category; of a changed picture, the later one. */
export function findingsOf(comparison: Comparison, category: Category): readonly Finding[] {
  return category === 'replaced' ? comparison.replaced.map(({ after }) => after) : comparison[category]
}

/** “2 new, 1 fixed”, or that nothing has changed; what is unchanged is said last. */
export function headline(comparison: Comparison): string {
  const parts = categoryOrder.flatMap((category) => {
    const { length } = findingsOf(comparison, category)
    return length === 0 ? [] : [`${length} ${categories[category].label}`]
  })
  return parts.length === 0 ? 'nothing is open, and nothing has changed' : parts.join(', ')
}
