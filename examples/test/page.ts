import type { Page } from 'playwright'

/** Errors that a page’s scripts raise and warnings that they print, as they come. */
export function watch(page: Page): string[] {
  const problems: string[] = []
  page.on('console', (message) => {
    // The examples name pictures that do not exist, on purpose.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  return problems
}

/** Runs in the page: its DOM without what may have been written. */
export function domWithoutAlts(): string {
  const copy = document.documentElement.cloneNode(true) as HTMLElement
  for (const image of copy.querySelectorAll('img')) {
    image.removeAttribute('alt')
    image.removeAttribute('data-alt-source')
  }
  // Where scripts run, what stands in a noscript is text.
  for (const fallback of copy.querySelectorAll('noscript')) {
    fallback.textContent = (fallback.textContent ?? '').replace(/ (?:alt|data-alt-source)="[^"]*"/g, '')
  }
  return copy.outerHTML
}
