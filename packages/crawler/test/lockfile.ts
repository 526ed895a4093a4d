import { createHash } from 'node:crypto'

/** A lockfile in which a person has named these pictures, by their bytes. */
export function lockfile(alts: Readonly<Record<string, string>>): string {
  const images = Object.fromEntries(
    Object.entries(alts).map(([bytes, alt]) => [
      `sha256-${createHash('sha256').update(bytes).digest('hex')}`,
      { alt, state: 'edited' },
    ]),
  )
  return `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`
}
