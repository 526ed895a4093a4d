// The page of docs/ that lists every option; a test writes and checks it.

/** What each interface of the options is on the page. */
const parts = [
  ['AltwrightOptions', 'Options', ''],
  [
    'PolicyOptions',
    'Options that may differ by document',
    'Each may stand at the top, and in an item of `overrides` for the documents that match it.',
  ],
  ['Override', 'Items of `overrides`', 'They also take each option of the section before.'],
  ['FailLimits', 'Keys of `fail`', ''],
  ['Models', 'Keys of `model`', ''],
  ['DecodingSettings', 'Keys of `decoding`', ''],
  ['ReportPaths', 'Keys of `report`', ''],
  ['CrawlSettings', 'Keys of `crawl`', ''],
]

/**
 * @param {string} source
 *   `packages/core/src/config/options.ts` and `crawl.ts`, one after the other.
 */
export function configurationPage(source) {
  return [
    intro,
    ...parts.flatMap(([name, title, text]) => [
      `## ${title}`,
      '',
      ...(text === '' ? [] : [text, '']),
      ...optionsOf(source, name).flatMap(section),
    ]),
    outro,
  ].join('\n')
}

/** Options of an interface, in order: name, type, text, default. */
export function optionsOf(source, name) {
  const body = new RegExp(`\\nexport interface ${name}[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(source)?.[1]
  if (body === undefined) throw new Error(`There is no interface ${name}.`)
  const members = body.matchAll(
    /^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n {2}readonly (\w+)\??: ([^\n]*)|^ {2}readonly (\w+)\??: ([^\n]*)/gms,
  )
  return [...members].map(([, comment = '', named, type, bare, bareType]) => {
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trim())
    const [text, value] = lines.join(' ').split('@default ')
    return {
      name: named ?? bare,
      type: (type ?? bareType).split('\n')[0].replaceAll(' | null | undefined', ''),
      text: text.trim(),
      default: value?.trim(),
    }
  })
}

function section({ name, type, text, default: value }) {
  const facts = [`\`${type}\``, ...(value === undefined ? [] : [`default: ${quoted(value)}`])]
  return [`### ${name}`, '', facts.join(', '), '', ...(text === '' ? [] : [text, ''])]
}

/** A value as code, words as words. */
function quoted(value) {
  return /^(?:['[{\d]\S*|true|false)$|^'[^']*'$|^\[.*\]$/.test(value) ? `\`${value}\`` : value
}

const intro = `# Configuration

Written from \`packages/core/src/config/options.ts\`; do not edit by hand.

One configuration serves the command line, the Vite plugin, the rehype plugin and the crawler. It stands in
\`altwright.config.js\` (or \`.mjs\`, \`.ts\`, \`.json\`), in \`.altwrightrc\`, or under \`altwright\` in \`package.json\`, and is looked
for upwards from where a tool runs. What a plugin or a flag says lies over it. Everything is optional; an unknown option is an
error that names the nearest known one.

\`\`\`js
// altwright.config.js
import { defineConfig } from 'altwright'

export default defineConfig({
  fill: 'approved',
  fail: { warnings: 10 },
  rules: { 'decorative-doubt': 'off', 'alt-prefix': 'error' },
  overrides: [
    { files: 'drafts/**', fill: 'none' },
    { files: ['shop/**', '**/*.print.html'], maxLength: 80, rules: { logo: 'warning' } },
  ],
})
\`\`\`

## What a run may do

| | writes | opens a model |
| --- | --- | --- |
| \`fill: 'all'\` | what rules know, what people reviewed, what the engine describes | for images that the lockfile does not know |
| \`fill: 'approved'\` | what rules know, what people approved or wrote | likewise; its words wait for review |
| \`fill: 'none'\` | nothing | likewise; its words are drafts |
| \`locked: true\` | as \`fill\` says, from the lockfile alone | never; a new image is a finding |

Where the environment variable \`CI\` is set, a run is locked: what was not in the pull request does not ship, and no model is
opened or fetched. \`locked: false\` turns that off.
`

const outro = `## Suppressing a finding

An author can say that what is found in a place is meant so, and why:

\`\`\`html
<img src="ad.png" data-alt-ignore="filled by the ad server">

<!-- altwright-ignore logo: the name stands below -->
<a href="/"><img src="logo.svg"></a>
\`\`\`

The attribute is for its element and all in it, and for every rule. The comment is for the element that follows and all in it;
it names one rule or several, or none for all: \`<!-- altwright-ignore: reason -->\`. In MDX it is \`{/* altwright-ignore … */}\`.

A suppressed finding stays in the report, with its reason, and does not count; nothing is written there. A suppression without a
reason, or one that suppresses nothing, is a warning of its own.
`
