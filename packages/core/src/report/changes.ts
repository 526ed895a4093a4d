/** What a run changed in one file, or would; enough for a patch. */
export interface FileChange {
  /** Relative to the report's root, with `/`. */
  readonly path: string
  readonly hunks: readonly Hunk[]
}

export interface Hunk {
  /** Where it starts, before as after, one-based. */
  readonly line: number
  /** As in a unified diff, each with its sign: ` `, `-`, `+`, or `\\` where the last line has no line feed. */
  readonly lines: readonly string[]
}

const context = 3

/**
 * The difference of two versions of a text by lines, with three lines around each change; `undefined` where there is none.
 * Alts add no lines, so lines that stand in the same place are compared; where one did, what lies between the first
 * and the last difference is one change.
 */
export function changesOf(path: string, before: string, after: string): FileChange | undefined {
  if (before === after) return undefined
  const old = linesOf(before)
  const now = linesOf(after)
  return { path, hunks: hunksOf(differences(old, now), old, now) }
}

/** Lines as git counts them, each with the line feed that ends it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Lines that differ, from `start` up to the ends. */
interface Difference {
  readonly start: number
  readonly oldEnd: number
  readonly newEnd: number
}

function differences(old: readonly string[], now: readonly string[]): readonly Difference[] {
  if (old.length !== now.length) return [outermost(old, now)]
  const found: Difference[] = []
  for (const [index, line] of old.entries()) {
    if (line === now[index]) continue
    const last = found.at(-1)
    const end = index + 1
    if (last?.oldEnd === index) found[found.length - 1] = { start: last.start, oldEnd: end, newEnd: end }
    else found.push({ start: index, oldEnd: end, newEnd: end })
  }
  return found
}

function outermost(old: readonly string[], now: readonly string[]): Difference {
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old[start] === now[start]) start += 1
  let tail = 0
  while (tail < shorter - start && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  return { start, oldEnd: old.length - tail, newEnd: now.length - tail }
}

/** Changes whose surroundings touch are one hunk. */
function hunksOf(
  changes: readonly Difference[],
  old: readonly string[],
  now: readonly string[],
): readonly Hunk[] {
  const groups: Difference[][] = []
  for (const change of changes) {
    const group = groups.at(-1)
    const end = group?.at(-1)?.oldEnd
    if (group !== undefined && end !== undefined && change.start - end <= 2 * context) group.push(change)
    else groups.push([change])
  }
  return groups.map((group) => hunkOf(group, old, now))
}

function hunkOf(group: readonly Difference[], old: readonly string[], now: readonly string[]): Hunk {
  const start = Math.max(0, (group[0]?.start ?? 0) - context)
  const lines: string[] = []
  let at = start
  for (const { start: from, oldEnd, newEnd } of group) {
    lines.push(...old.slice(at, from).flatMap((line) => signed(' ', line)))
    lines.push(...old.slice(from, oldEnd).flatMap((line) => signed('-', line)))
    lines.push(...now.slice(from, newEnd).flatMap((line) => signed('+', line)))
    at = oldEnd
  }
  lines.push(...old.slice(at, at + context).flatMap((line) => signed(' ', line)))
  return { line: start + 1, lines }
}

function signed(sign: string, line: string): string[] {
  return line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file']
}
