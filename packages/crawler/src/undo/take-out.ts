import type { Inserted } from './entry.ts'

/** A text without what was inserted, or why it is left alone. */
export type TakenOut =
  | { readonly status: 'taken'; readonly text: string; readonly removed: number; readonly left: number }
  | { readonly status: 'refused'; readonly reason: string }

/**
 * Takes insertions out of a text that is as they left it.
 *
 * @returns `undefined` where one of them does not stand in its place.
 */
export function takeOutExactly(text: string, insertions: readonly Inserted[]): string | undefined {
  let out = ''
  let done = 0
  for (const { at, text: inserted } of insertions) {
    if (at < done || !text.startsWith(inserted, at)) return undefined
    out += text.slice(done, at)
    done = at + inserted.length
  }
  return out + text.slice(done)
}

/**
 * Takes insertions out of a text that has changed since: each is looked for with the tag around it. One whose tag was
 * changed is left, for a person has had it in hands; where a tag stands there more often than it was written,
 * nobody can tell which ones are ours.
 */
export function takeOutOfChanged(text: string, insertions: readonly Inserted[]): TakenOut {
  const byTag = new Map<string, Inserted[]>()
  for (const insertion of insertions) {
    const tag = insertion.lead + insertion.text + insertion.trail
    byTag.set(tag, [...(byTag.get(tag) ?? []), insertion])
  }
  const places: { readonly at: number; readonly text: string }[] = []
  for (const [tag, ours] of byTag) {
    const found = placesOf(text, tag)
    if (found.length > ours.length) {
      const reason = `It has changed since, and \`${tag.slice(0, 80)}\` stands in it ${found.length} times but was written ${ours.length === 1 ? 'once' : `${ours.length} times`}.`
      return { status: 'refused', reason }
    }
    const { lead, text: inserted } = ours[0] as Inserted
    for (const start of found) places.push({ at: start + lead.length, text: inserted })
  }
  if (places.length === 0) {
    return {
      status: 'refused',
      reason: 'It has changed since, and none of what was written is in it as it was.',
    }
  }
  places.sort((a, b) => a.at - b.at)
  let out = ''
  let done = 0
  for (const { at, text: inserted } of places) {
    out += text.slice(done, at)
    done = at + inserted.length
  }
  return {
    status: 'taken',
    text: out + text.slice(done),
    removed: places.length,
    left: insertions.length - places.length,
  }
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) places.push(at)
  return places
}
