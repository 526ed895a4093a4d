import { type Bucket, buckets } from './buckets.ts'
import { type Element, h } from './tree.ts'

/** A bucket's colour and sign; the words stand beside it. */
export function sign(bucket: Bucket): Element {
  return h('span', { class: `sign ${bucket}`, 'aria-hidden': 'true' }, buckets[bucket].sign)
}
