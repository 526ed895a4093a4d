import type { Rule } from '../policy/rules.ts'

/** Where the W3C explains what a rule rests on. */
export interface Reference {
  readonly label: string
  readonly url: string
}

const criteria: Readonly<Record<string, readonly [slug: string, title: string]>> = {
  '1.1.1': ['non-text-content', 'Non-text Content'],
  '1.3.1': ['info-and-relationships', 'Info and Relationships'],
  '1.4.5': ['images-of-text', 'Images of Text'],
  '2.4.4': ['link-purpose-in-context', 'Link Purpose (In Context)'],
  '3.1.2': ['language-of-parts', 'Language of Parts'],
  '4.1.2': ['name-role-value', 'Name, Role, Value'],
}

const techniqueFolders: Readonly<Record<string, string>> = {
  H: 'html',
  G: 'general',
  C: 'css',
  F: 'failures',
  ARIA: 'aria',
}

// Published as proposals only, which have an address of their own (9eb3f6 is since deprecated).
const proposedActRules = new Set(['9eb3f6', 'e88epe'])

/** Links for a rule's WCAG 2.2 criteria and techniques and its ACT rules; an id that is not known has none. */
export function referencesOf(rule: Rule): readonly Reference[] {
  return [...rule.wcag.map(wcagReference), ...rule.act.map(actReference)].filter((link) => link !== undefined)
}

function wcagReference(id: string): Reference | undefined {
  const criterion = criteria[id]
  if (criterion !== undefined) {
    const [slug, title] = criterion
    return { label: `WCAG ${id} ${title}`, url: `https://www.w3.org/WAI/WCAG22/Understanding/${slug}` }
  }
  const folder = techniqueFolders[id.replace(/\d+$/, '')]
  if (folder === undefined) return undefined
  const label = folder === 'failures' ? `Failure ${id}` : `Technique ${id}`
  return { label, url: `https://www.w3.org/WAI/WCAG22/Techniques/${folder}/${id}` }
}

function actReference(id: string): Reference {
  const status = proposedActRules.has(id) ? 'proposed/' : ''
  return {
    label: `ACT rule ${id}`,
    url: `https://www.w3.org/WAI/standards-guidelines/act/rules/${id}/${status}`,
  }
}
