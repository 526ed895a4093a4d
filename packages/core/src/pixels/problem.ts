import { type Unreadable, unreadable } from '../captioner.ts'

/** What a decoder's error says about the bytes of a format that we know. */
export function decodeProblem(error: unknown): Unreadable {
  const reason = error instanceof Error ? error.message : String(error)
  if (/exceeds pixel limit/i.test(reason))
    return unreadable('too-large', 'The image has more pixels than the limit allows.')
  if (/timeout/i.test(reason)) return unreadable('too-large', 'The image takes too long to draw.')
  // The decoder recognises a format by more than its first bytes: what it does not know after that is cut off.
  if (/unsupported|not implemented/i.test(reason) && !/contains unsupported image format/i.test(reason))
    return unreadable(
      'unsupported-format',
      `The image uses a feature of its format that cannot be read: ${firstLine(reason)}.`,
    )
  return unreadable('truncated', `The image is damaged or cut off: ${firstLine(reason)}.`)
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim().replace(/\.$/, '').slice(0, 200)
}
