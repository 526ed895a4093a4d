import type { Severity } from '../../policy/rules.ts'
import { printable } from '../characters.ts'
import { number } from '../html/words.ts'
import { isNotable, isOpen } from '../notable.ts'
import { whereOf } from '../origin.ts'
import { referencesOf } from '../references.ts'
import type { DocumentResult, Finding, Report } from '../report.ts'
import { bySeverity, ruleOf } from '../rule.ts'

/**
 * GitHub refuses a file with more results.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
const mostResults = 25_000

/**
 * The report as SARIF 2.1.0, for code scanning and for editors: what needs somebody, with its rules, regions and stable
 * fingerprints. Files are relative to the repository's root; a page of a crawl stands by its address. Of more than 25,000 results
 * the worst are there, and a notification says how many are not.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: Report): string {
  const open = report.findings.filter(isOpen)
  const findings = worst(open)
  const ruleIds = [...new Set(findings.map(({ rule }) => rule))].toSorted()
  const failed = report.documents.filter(({ problem }) => problem !== undefined)
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Altwright',
            semanticVersion: report.tool.version,
            rules: ruleIds.map(ruleDescriptor),
          },
        },
        automationDetails: { id: `altwright/${report.command}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            ...(report.date === undefined ? {} : { endTimeUtc: report.date }),
            toolExecutionNotifications: [
              ...(open.length > findings.length ? [leftOut(open.length - findings.length)] : []),
              ...failed.map(notification),
            ],
          },
        ],
        results: findings.map((finding) => ({
          ...result(finding, ruleIds.indexOf(finding.rule)),
          ...(report.baseline === undefined ? {} : { baselineState: finding.known ? 'unchanged' : 'new' }),
        })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** As many as a file may have, in the report's order: first those that count, then what is suppressed or known. */
function worst(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= mostResults) return findings
  const isSettled = (finding: Finding) => (isNotable(finding) ? 0 : 1)
  const kept = findings
    .toSorted((a, b) => isSettled(a) - isSettled(b) || bySeverity(a.severity, b.severity))
    .slice(0, mostResults)
  const isKept = new Set(kept)
  return findings.filter((finding) => isKept.has(finding))
}

function leftOut(count: number): unknown {
  const text = `${number(count)} more results are left out, the worst ${number(mostResults)} are here: code scanning takes no more. The other reports have them all.`
  return { level: 'warning', message: { text } }
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

function ruleDescriptor(id: string): unknown {
  const { title, why, fix, good, bad, severity, wcag, ...rule } = ruleOf(id)
  const references = referencesOf({ title, why, fix, good, bad, severity, wcag, ...rule })
  const [first] = references
  const example =
    good === '' ? [] : [`Good:\n\n\`\`\`html\n${good}\n\`\`\``, `Bad:\n\n\`\`\`html\n${bad}\n\`\`\``]
  const links = references.map(({ label, url }) => `- [${label}](${url})`).join('\n')
  return {
    id,
    shortDescription: { text: plain(title) },
    fullDescription: { text: plain(why) },
    help: {
      text: plain([why, fix].join(' ')),
      markdown: [why, `**What to do:** ${fix}`, ...example, links].filter((part) => part !== '').join('\n\n'),
    },
    ...(first === undefined ? {} : { helpUri: first.url }),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['accessibility', ...wcag.map((id) => `wcag/${id}`)] },
  }
}

/** A rule's wording has `code` in backticks. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}

function result(finding: Finding, ruleIndex: number): object {
  const { id, rule, severity, markup, proposal, source, confidence, suppressed } = finding
  const { document, place } = whereOf(finding)
  const region = place && {
    startLine: place.line,
    startColumn: place.column,
    ...(markup === undefined ? {} : { snippet: { text: printable(markup) } }),
  }
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: printable(message(finding)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(document),
          ...(region === undefined ? {} : { region }),
        },
      },
    ],
    // GitHub reads the first, and only where it looks like one of its own. Both are the same identity.
    partialFingerprints: { primaryLocationLineHash: `${id}:1`, 'altwright/v1': id },
    ...(suppressed === undefined
      ? {}
      : { suppressions: [{ kind: 'inSource', justification: printable(suppressed.reason) }] }),
    properties: {
      ...(source === '' ? {} : { image: printable(source) }),
      context: printable(finding.context),
      ...(document === finding.document ? {} : { page: printable(finding.document) }),
      ...(proposal === undefined ? {} : { draft: printable(proposal) }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  }
}

function message({ reason, proposal, after, before, source }: Finding): string {
  const image = source === '' ? '' : ` Image: ${source}.`
  if (after !== before && after !== null) return `${reason} It should say alt="${after}".${image}`
  return proposal === undefined || proposal === ''
    ? `${reason}${image}`
    : `${reason} Draft: “${proposal}”.${image}`
}

function artifact(document: string): unknown {
  if (/^https?:\/\//i.test(document)) {
    return { uri: URL.canParse(document) ? new URL(document).href : encodeURI(printable(document)) }
  }
  const uri = printable(document).split('/').map(encodeURIComponent).join('/')
  return { uri, uriBaseId: '%SRCROOT%' }
}

function notification({ document, problem }: DocumentResult): unknown {
  return {
    level: 'error',
    message: { text: printable(problem ?? '') },
    locations: [{ physicalLocation: { artifactLocation: artifact(document) } }],
  }
}
