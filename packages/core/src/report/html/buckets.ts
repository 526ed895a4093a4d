import type { Finding } from '../report.ts'

/**
 * What became of an image, as a reader counts it: the outcomes, with `filled` told apart by whose words they are,
 * because text that nobody has reviewed is not text that a person stands behind.
 */
export type Bucket =
  | 'review'
  | 'generated'
  | 'reviewed'
  | 'ruled'
  | 'decorative'
  | 'flawed'
  | 'unreadable'
  | 'kept'
  | 'suppressed'

export interface BucketWords {
  /** For a heading. */
  readonly title: string
  /** For a count and a filter. */
  readonly label: string
  readonly note: string
  /** The same where nothing was written. */
  readonly ready?: { readonly title: string; readonly note: string }
  /** A sign beside the colour, for those who do not see it. */
  readonly sign: string
}

/** In the order of reading: what waits for somebody first, what is fine last. */
export const buckets: Readonly<Record<Bucket, BucketWords>> = {
  review: {
    title: 'Left for a person',
    label: 'Left for a person',
    note: 'Nothing was written. What each needs cannot be seen in the picture alone.',
    sign: '?',
  },
  generated: {
    title: 'Filled by the model, not reviewed',
    label: 'Generated, not reviewed',
    note: 'A machine wrote these alts. Read each once, then approve, edit or reject it in the lockfile.',
    ready: {
      title: 'Ready to be filled by the model, not reviewed',
      note: 'A machine wrote these alts, and they are not in the documents yet. A fix would write them; read them before or after.',
    },
    sign: '~',
  },
  reviewed: {
    title: 'Filled from reviewed text',
    label: 'From reviewed text',
    note: 'A person approved, wrote or emptied these alts in the lockfile.',
    ready: {
      title: 'Ready to be filled from reviewed text',
      note: 'A person approved, wrote or emptied these alts in the lockfile, and they are not in the documents yet.',
    },
    sign: '✓',
  },
  ruled: {
    title: 'Filled by a rule',
    label: 'Filled by a rule',
    note: 'A rule knows the text; no model was asked.',
    ready: {
      title: 'Ready to be filled by a rule',
      note: 'A rule knows the text; it is not in the documents yet.',
    },
    sign: '+',
  },
  decorative: {
    title: 'Marked decorative by a rule',
    label: 'Marked decorative',
    note: 'An empty alt was written, so that screen readers pass them by.',
    ready: {
      title: 'Ready to be marked decorative by a rule',
      note: 'An empty alt would let screen readers pass them by; it is not in the documents yet.',
    },
    sign: '–',
  },
  flawed: {
    title: 'Alts with a flaw',
    label: 'Alts with a flaw',
    note: 'Somebody wrote an alt and a quality rule objects. It was left as it is.',
    sign: '!',
  },
  unreadable: {
    title: 'Pictures that could not be read',
    label: 'Unreadable',
    note: 'Nothing was written for them.',
    sign: '×',
  },
  kept: {
    title: 'Already answered',
    label: 'Already answered',
    note: 'Their authors gave a name, an empty alt, or hid them. They were left as they are.',
    sign: '=',
  },
  suppressed: {
    title: 'Suppressed by their authors',
    label: 'Suppressed',
    note: 'Each is under a suppression in its document, with a reason. They do not count.',
    sign: '/',
  },
}

export const bucketOrder = Object.keys(buckets) as readonly Bucket[]

/** Whether an earlier run of a machine wrote what the document says. */
export function stands({ outcome, rule }: Finding): boolean {
  return outcome === 'kept' && rule === 'unreviewed'
}

export function bucketOf(finding: Finding): Bucket {
  if (finding.suppressed !== undefined) return 'suppressed'
  if (finding.author === 'reviewed') return 'reviewed'
  if (stands(finding)) return 'generated'
  if (finding.outcome !== 'filled') return finding.outcome
  return finding.author === 'rule' ? 'ruled' : 'generated'
}
