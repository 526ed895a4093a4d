import { excessOf, type Finding, type Limits, rules } from '@altwright/core'
import type { VFile } from 'vfile'
import { type AnyElement, positionOf } from './node.ts'

const source = 'rehype-altwright'

/**
 * Adds a message for each image that needs a person, and an informative one where what is computed was left alone.
 *
 * @param limits
 *   The most findings of a file that passes: a pipeline never says which file was the last of a run.
 * @throws VFileMessage where there are more; all messages are on the file by then.
 */
export function report(
  file: VFile,
  findings: readonly Finding[],
  nodes: readonly AnyElement[],
  limits: Limits | undefined,
): void {
  findings.forEach((finding, index) => {
    const { severity, rule: ruleId, reason, known } = finding
    if (known === true || (severity === 'info' && ruleId !== 'dynamic-alt')) return
    const place = positionOf(nodes[index]) ?? finding.place
    const options = { place, ruleId, source }
    const message = severity === 'info' ? file.info(reason, options) : file.message(reason, options)
    message.note = noteOf(finding)
    const act = rules[finding.rule].act[0]
    if (act !== undefined) message.url = `https://www.w3.org/WAI/standards-guidelines/act/rules/${act}/`
  })
  const counted = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.known !== true && finding.severity === severity).length
  const found = { errors: counted('error'), warnings: counted('warning'), problems: 0 }
  const excess = excessOf(found, limits)
  if (excess.length > 0) file.fail(excess.join('; '), { ruleId: 'fail', source })
}

function noteOf({ rule, source, proposal }: Finding): string {
  const { title, why, fix } = rules[rule]
  const draft = proposal === undefined || proposal === '' ? [] : [`Draft: ${proposal}`]
  const image = source === '' ? [] : [`Image: ${source}`]
  return [`${title}. ${why}`, fix, ...image, ...draft].join('\n')
}
