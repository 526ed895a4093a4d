import type { FileChange, Hunk } from '../changes.ts'
import type { Report } from '../report.ts'

/**
 * What the run wrote, or would write, as a unified diff that `git apply` takes in the report's root; empty where there is
 * nothing to write. The report must hold changes, as that of a run does which is asked for a patch.
 * https://git-scm.com/docs/diff-format
 */
export function patchReport({ changes = [] }: Report): string {
  return changes.map(filePatch).join('')
}

function filePatch({ path, hunks }: FileChange): string {
  // A name with a space ends with a tab in these lines, as git itself writes it.
  const tab = path.includes(' ') ? '\t' : ''
  const header = [
    `diff --git ${name('a/', path)} ${name('b/', path)}`,
    `--- ${name('a/', path)}${tab}`,
    `+++ ${name('b/', path)}${tab}`,
  ]
  return [...header, ...hunks.flatMap(hunkLines)].map((line) => `${line}\n`).join('')
}

function hunkLines({ line, lines }: Hunk): string[] {
  const count = (signs: string) => lines.filter((one) => signs.includes(one[0] ?? '')).length
  return [`@@ -${range(line, count(' -'))} +${range(line, count(' +'))} @@`, ...lines]
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`
}

/** Quoted like a string of C where it has to be. */
function name(side: string, path: string): string {
  const whole = side + path
  if (!/[\p{Cc}"\\]/u.test(whole)) return whole
  const escaped = whole.replace(/[\p{Cc}"\\]/gu, (sign) => escapes[sign] ?? octal(sign))
  return `"${escaped}"`
}

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

function octal(sign: string): string {
  return [...new TextEncoder().encode(sign)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
