import { draftPlace } from '../draft.ts'
import { groupBy } from '../group.ts'
import type { DocumentResult, Finding, Report } from '../report.ts'
import { serialiseXml, type XmlElement, xml } from './xml.ts'

/**
 * The report as JUnit XML: a suite for each document, a case for each image. An error is a failure, a document that could
 * not be read an error; a warning passes and is told in the output. https://github.com/testmoapp/junitxml
 */
export function junitReport(report: Report): string {
  const byDocument = groupBy(report.findings, (finding) => finding.document)
  const suites = report.documents.map((document) => suite(document, byDocument.get(document.document) ?? []))
  return serialiseXml(xml('testsuites', { name: 'altwright', ...totals(suites) }, suites.map(element)))
}

interface Suite {
  readonly name: string
  readonly cases: readonly Case[]
}

interface Case {
  readonly kind: 'passed' | 'failed' | 'broken' | 'skipped'
  readonly element: XmlElement
}

function suite({ document, problem, known }: DocumentResult, findings: readonly Finding[]): Suite {
  const broken = problem === undefined ? [] : [brokenCase(document, problem, known === true)]
  return { name: document, cases: [...broken, ...findings.map(imageCase)] }
}

function element(own: Suite): XmlElement {
  return xml(
    'testsuite',
    { name: own.name, ...totals([own]) },
    own.cases.map((one) => one.element),
  )
}

function totals(suites: readonly Suite[]): Readonly<Record<string, number>> {
  const cases = suites.flatMap((own) => own.cases)
  const count = (kind: Case['kind']) => cases.filter((one) => one.kind === kind).length
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('broken'),
    skipped: count('skipped'),
  }
}

function brokenCase(document: string, problem: string, isKnown: boolean): Case {
  const attributes = { classname: document, name: 'can be read' }
  if (isKnown) {
    const skipped = xml('skipped', { message: `known from the baseline: ${problem}` })
    return { kind: 'skipped', element: xml('testcase', attributes, [skipped]) }
  }
  const children = [xml('error', { type: 'document', message: problem }, [problem])]
  return { kind: 'broken', element: xml('testcase', attributes, children) }
}

function imageCase(finding: Finding): Case {
  const { document, place, rule, severity, reason, suppressed, known } = finding
  const attributes = {
    classname: document,
    name: nameOf(finding),
    ...(/^https?:/i.test(document) ? {} : { file: document }),
    ...(place === undefined ? {} : { line: place.line }),
  }
  if (suppressed !== undefined || known) {
    const message = suppressed === undefined ? 'known from the baseline' : `suppressed: ${suppressed.reason}`
    const skipped = xml('skipped', { message })
    return { kind: 'skipped', element: xml('testcase', attributes, [skipped]) }
  }
  if (severity === 'error') {
    const failure = xml('failure', { type: rule, message: reason }, [detail(finding)])
    return { kind: 'failed', element: xml('testcase', attributes, [failure]) }
  }
  const told = severity === 'warning' ? [xml('system-out', {}, [`warning: ${detail(finding)}`])] : []
  return { kind: 'passed', element: xml('testcase', attributes, told) }
}

/** The same from run to run, so that what shows test results can tell what is new: the place is no part of it. */
function nameOf({ id, source, context }: Finding): string {
  const repeat = /-(\d+)$/.exec(id)?.[1]
  const name = source === '' ? context : `${source} (${context})`
  return repeat === undefined ? name : `${name} ${repeat}`
}

function detail(finding: Finding): string {
  const { document, place, rule, reason, markup, proposal, before, after } = finding
  const where = place === undefined ? document : `${document}:${place.line}:${place.column}`
  return [
    `${where}  ${rule}`,
    ...(markup === undefined ? [] : [markup]),
    reason,
    ...(after !== before && after !== null ? [`It should say alt="${after}".`] : []),
    ...(proposal === undefined ? [] : [`draft ${draftPlace(finding)}"${proposal}"`]),
  ].join('\n')
}
