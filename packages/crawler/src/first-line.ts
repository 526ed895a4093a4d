/** What an error says first: messages of browsers, of Playwright and of pages go on with call logs, boxes and stacks. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
