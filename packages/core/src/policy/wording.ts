/** Text of a page, short enough to quote in a sentence. */
export function cut(value: string): string {
  return value.length > 60 ? `${value.slice(0, 59)}…` : value
}
