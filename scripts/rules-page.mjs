// The page of docs/ that lists every rule; a test writes and checks it.

/** @param {import('@altwright/core').rules} rules */
export function rulesPage(rules) {
  const rows = Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    '# Rules',
    '',
    'Written from the table in `packages/core/src/policy/rules.ts`; do not edit by hand.',
    '',
    'An `error` is a finding that fails a check, a `warning` counts against `--max-warnings`, `info` says what was done or left alone. Each severity is a default: `rules` in [the configuration](configuration.md) sets another, for all documents or by path, or turns a rule off.',
    '',
    ...rows.flatMap(([id, rule]) => section(id, rule)),
  ].join('\n')
}

function section(id, rule) {
  const references = [
    ...rule.wcag.map((name) => `[${name}](${wcagAddress(name)})`),
    ...rule.act.map(
      (name) => `[ACT ${name}](https://www.w3.org/WAI/standards-guidelines/act/rules/${name}/)`,
    ),
  ]
  return [
    `## ${id}`,
    '',
    `**${rule.title}.** ${rule.severity}`,
    '',
    rule.why,
    '',
    `${rule.fix}`,
    '',
    '| good | bad |',
    '| --- | --- |',
    `| ${code(rule.good)} | ${code(rule.bad)} |`,
    '',
    ...(references.length > 0 ? [references.join(', '), ''] : []),
  ]
}

function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``
}

function wcagAddress(name) {
  if (/^\d/.test(name)) return `https://www.w3.org/WAI/WCAG22/Understanding/${criteria[name]}`
  const folder = name.startsWith('ARIA')
    ? 'aria'
    : { H: 'html', F: 'failures', G: 'general', C: 'css' }[name[0]]
  return `https://www.w3.org/WAI/WCAG22/Techniques/${folder}/${name}`
}

const criteria = {
  '1.1.1': 'non-text-content',
  '1.3.1': 'info-and-relationships',
  '1.4.5': 'images-of-text',
  '2.4.4': 'link-purpose-in-context',
  '3.1.2': 'language-of-parts',
  '4.1.2': 'name-role-value',
}
