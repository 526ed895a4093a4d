import type { Place } from '../image/facts.ts'
import type { Finding } from './report.ts'

/** Where somebody goes to change it: its one place in the sources, else the document. */
export function whereOf(finding: Finding): { readonly document: string; readonly place: Place | undefined } {
  const [origin, ...others] = finding.origins ?? []
  return origin !== undefined && others.length === 0 ? origin : finding
}

/** `src/header.tsx:12:5`; of several, that it is one of them. Empty where no sources were looked at. */
export function originText({ origins = [] }: Finding): string {
  const places = origins.map(({ document, place }) => `${document}:${place.line}:${place.column}`)
  return places.length < 2 ? (places[0] ?? '') : `one of ${places.join(', ')}`
}
