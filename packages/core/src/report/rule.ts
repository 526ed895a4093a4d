import { type Rule, rules, type Severity } from '../policy/rules.ts'

/** The row of a rule; a saved report may name one that this release does not know. */
export function ruleOf(id: string): Rule {
  const known: Readonly<Record<string, Rule>> = rules
  return Object.hasOwn(known, id) ? (known[id] as Rule) : unknown
}

const unknown: Rule = {
  severity: 'info',
  title: 'A rule of another release',
  why: 'What it asks for is said in that release’s documentation.',
  fix: 'Update altwright, or write the report anew.',
  good: '',
  bad: '',
  wcag: [],
  act: [],
}

const weight: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** For sorting: the worst first. */
export function bySeverity(a: Severity, b: Severity): number {
  return weight[a] - weight[b]
}
