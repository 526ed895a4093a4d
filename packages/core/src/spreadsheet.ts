/** What a spreadsheet would take for a formula. https://owasp.org/www-community/attacks/CSV_Injection */
const formula = /^'*\s*[=+\-@\t\r\n＝＋－＠]/

/** A cell that no spreadsheet runs: an apostrophe goes before what looks like a formula. */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

/** The cell as it was before `guardCell`. */
export function unguardCell(text: string): string {
  return text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text
}
