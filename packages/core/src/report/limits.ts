import type { Summary } from './report.ts'

/** The most findings of a run that passes; `Infinity`: any number. */
export interface Limits {
  readonly errors: number
  readonly warnings: number
}

/**
 * Why a run fails by the limits of its settings, as phrases: `3 errors`, `2 warnings, and at most 1 allowed`. None: it
 * passes. A document that could not be read or written is worse than any finding in it.
 */
export function excessOf(
  { errors, warnings, problems }: Pick<Summary, 'errors' | 'warnings' | 'problems'>,
  limits: Limits | undefined,
): string[] {
  if (limits === undefined) return []
  return [
    ...over(errors, limits.errors, 'error'),
    ...(problems > 0 ? [`${plural(problems, 'document')} could not be read or written`] : []),
    ...over(warnings, limits.warnings, 'warning'),
  ]
}

function over(count: number, most: number, noun: string): string[] {
  if (count <= most) return []
  return [`${plural(count, noun)}${noun === 'error' && most === 0 ? '' : `, and at most ${most} allowed`}`]
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
