/** Text that a page wrote, harmless in a terminal: no escape sequences, no change of direction, one line. */
export function plain(text: string): string {
  return plainLine(text.replace(/\s+/g, ' '))
}

/** The same for a line whose spaces matter. */
export function plainLine(line: string): string {
  return line.replace(/\t/g, '  ').replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
}

/** Cut at so many characters. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
