import { cut, oneLine } from '../characters.ts'

const longest = 160

/**
 * Text of a page, as code: neither Markdown nor HTML, no mention and no link. A pipe would end the cell of a table, and
 * a backslash before one is read there even in code. https://github.github.com/gfm/#tables-extension-
 */
export function code(words: string): string {
  const line = cut(oneLine(words), longest)
  if (line === '') return ''
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  const padded = /^`|`$|^ .* $/.test(line) ? ` ${line} ` : line
  return `${fence}${padded.replaceAll('\\|', '\\ |').replaceAll('|', '\\|')}${fence}`
}

/**
 * A sentence that may quote a page: every sign that could mean something is written by its number, and what renderers look
 * for in the text itself (mentions, numbers of issues, addresses) is broken by a space of no width.
 */
export function text(words: string): string {
  return cut(oneLine(words), 2 * longest)
    .replace(/[\\`*_{}[\]()#+!|<>~@:&$^=]|(?<=^\s*)[-\d.]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replace(/(&#64;|&#35;)(?=[\p{L}\p{N}])|(&#58;)(?=\/)|(www)(?=\.)/giu, '$&&#8203;')
}

/** For the few tags that are ours. */
export function html(words: string): string {
  return words.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
