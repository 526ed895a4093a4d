import { type Finding, rules } from '@altwright/core'
import type { VFile } from 'vfile'
import type { AnyElement } from './node.ts'

const source = 'rehype-altwright'

/**
 * Adds a message for each image that needs a person.
 *
 * @throws VFileMessage where `fail` is set and there is one; all messages are on the file by then.
 */
export function report(
  file: VFile,
  findings: readonly Finding[],
  nodes: readonly AnyElement[],
  fail: boolean,
): void {
  let open = 0
  findings.forEach((finding, index) => {
    if (finding.severity === 'info') return
    if (finding.severity === 'error') open += 1
    const message = file.message(finding.reason, {
      place: nodes[index]?.position ?? finding.place,
      ruleId: finding.rule,
      source,
    })
    message.note = noteOf(finding)
    const act = rules[finding.rule].act[0]
    if (act !== undefined) message.url = `https://www.w3.org/WAI/standards-guidelines/act/rules/${act}/`
  })
  if (fail && open > 0) {
    file.fail(`${open === 1 ? '1 image needs' : `${open} images need`} a person`, {
      ruleId: 'image-alt',
      source,
    })
  }
}

function noteOf({ rule, source, proposal }: Finding): string {
  const { title, why, fix } = rules[rule]
  const draft = proposal === undefined || proposal === '' ? [] : [`Draft: ${proposal}`]
  const image = source === '' ? [] : [`Image: ${source}`]
  return [`${title}. ${why}`, fix, ...image, ...draft].join('\n')
}
