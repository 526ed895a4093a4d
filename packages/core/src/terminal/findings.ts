import { groupBy } from '../report/group.ts'
import type { Finding, Report } from '../report/report.ts'
import { type DiagnosticView, formatDiagnostic, severityWord } from './diagnostic.ts'
import { counted, plain } from './plain.ts'

export interface FindingsView extends DiagnosticView {
  /** Errors only. */
  readonly quiet: boolean
  /** Every image, also one that is fine; and one that stands in many pages, in each. */
  readonly verbose: boolean
  /** Says where a few others like a finding stand, because each is to be edited; default false, which counts them. */
  readonly placesOfOthers?: boolean | undefined
}

/** So many places fit beside a finding. */
const fewPlaces = 3

/** Findings for a terminal, by document; empty where there is nothing to say. */
export function formatFindings(
  { findings, documents }: Pick<Report, 'findings' | 'documents'>,
  view: FindingsView,
): string {
  const shown = findings.filter((finding) => isShown(finding, view))
  const repeats = view.verbose ? new Map<string, Finding[]>() : groupBy(shown, likeness)
  const first = shown.filter((finding) => view.verbose || repeats.get(likeness(finding))?.[0] === finding)
  const byDocument = groupBy(first, (finding) => finding.document)
  const blocks = documents.flatMap(({ document, problem: told, known }) => {
    const problem = known === true && !view.verbose ? undefined : told
    const own = byDocument.get(document) ?? []
    if (own.length === 0 && problem === undefined) return []
    // The file could be read, and then not be replaced.
    const failed = problem !== undefined && view.writes === 'written'
    const shownAs: FindingsView = failed ? { ...view, writes: 'not written' } : view
    return [
      [
        view.colors.underline(plain(view.nameOf(document))),
        ...(problem === undefined ? [] : ['', `  ${severityWord('error', view.colors)}  ${plain(problem)}`]),
        ...own.flatMap((finding) => ['', ...lines(finding, repeats, shownAs)]),
      ].join('\n'),
    ]
  })
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`
}

function isShown(finding: Finding, view: FindingsView): boolean {
  if (finding.known === true && !view.verbose) return false
  if (view.quiet) return finding.severity === 'error'
  return view.verbose || (finding.outcome !== 'kept' && finding.suppressed === undefined)
}

/** One logo that stands in two hundred pages is one thing to do. */
function likeness({ rule, outcome, reason, markup, picture, source, after, proposal }: Finding): string {
  return JSON.stringify([rule, outcome, reason, markup, picture ?? source, after, proposal])
}

function lines(
  finding: Finding,
  repeats: ReadonlyMap<string, readonly Finding[]>,
  view: FindingsView,
): string[] {
  const more = elsewhere(finding, repeats, view)
  const all = [
    formatDiagnostic(finding, { ...view, underHeading: true }),
    ...(more === '' ? [] : [`  ${view.colors.dim(more)}`]),
  ]
  return all.flatMap((text) => text.split('\n')).map((line) => `  ${line}`)
}

function elsewhere(
  finding: Finding,
  repeats: ReadonlyMap<string, readonly Finding[]>,
  { placesOfOthers = false, nameOf }: FindingsView,
): string {
  const group = repeats.get(likeness(finding)) ?? [finding]
  const others = group.filter((other) => other !== finding)
  if (placesOfOthers && others.length > 0 && others.length <= fewPlaces) {
    const places = others.map(({ document, place }) => {
      const at = place === undefined ? '' : `:${place.line}:${place.column}`
      return `${plain(nameOf(document))}${at}`
    })
    return `and at ${places.join(', ')}`
  }
  const documents = new Set(group.map((other) => other.document)).size - 1
  const here = group.filter((other) => other.document === finding.document).length - 1
  const parts = [
    ...(here > 0 ? [`${counted(here, 'more time')} on this page`] : []),
    ...(documents > 0 ? [`on ${counted(documents, 'more page')}`] : []),
  ]
  return parts.length === 0 ? '' : `and ${parts.join(' and ')}`
}
