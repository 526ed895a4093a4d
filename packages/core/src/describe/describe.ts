import { useKeysIn } from '../captions/use.ts'
import type { Policy } from '../config/options.ts'
import type { ImageFacts } from '../image/facts.ts'
import { judge } from '../policy/judge/judge.ts'
import type { Judgement } from '../policy/judge/judgement.ts'
import type { RuleId } from '../policy/rules.ts'
import type { Finding } from '../report/report.ts'
import { all } from '../soon.ts'
import { apart } from './apart.ts'
import { attributesOf, ruleSeverity, severityOf, withinFill } from './apply.ts'
import { decide } from './decide.ts'
import { silent } from './decided.ts'
import { contextOf, currentAlt, identities, shortAddress } from './identity.ts'
import { isOpenTo, type Judged, look } from './look.ts'
import { mirror } from './mirror.ts'
import type { DescribeOptions } from './options.ts'
import { suppress, suppressedUnseen } from './suppress.ts'

/** The sentence: judge → recall → caption → compose. One finding per image, in order. */
export async function describe(
  document: string,
  images: readonly ImageFacts[],
  options: DescribeOptions,
): Promise<Finding[]> {
  const off = rulesOff(options.policy)
  const find = { load: once(options.load), identify: options.identify && once(options.identify) }
  const usesOf = useKeysIn(document)
  const judged = images.map((facts): Judged => {
    const judgement = judge(facts, { off })
    const isSettled = off.has(judgement.rule) || suppressedUnseen(facts, judgement) !== undefined
    const uses = isDecided(judgement) ? noUses : usesOf(facts)
    return { facts, judgement, uses, isSettled }
  })
  const looked = await all(judged.map((item) => look(item, find, options)))
  const answers = await options.desk.answer(
    looked.flatMap((item) => (item.ask === undefined ? [] : [item.ask])),
  )
  const identify = identities(document)
  const findings = looked.map((item): Finding => {
    const answer = item.ask === undefined ? item.problem : answers.get(item.ask.hash)
    const decided = withinFill(decide(item, answer, options), options.policy)
    const isOff = off.has(decided.rule)
    const { facts, hash } = item
    const context = contextOf(facts)
    const before = currentAlt(facts)
    const said = isOff ? silent : decided
    // One literal, because a site may have very many findings, and copies of copies are what takes time.
    const finding: { -readonly [Key in keyof Finding]: Finding[Key] } = {
      id: identify(facts, context, hash),
      document,
      place: facts.place,
      kind: facts.kind,
      source: shortAddress(facts.source.url),
      picture: hash,
      context,
      outcome: isOff ? 'kept' : decided.outcome,
      rule: decided.rule,
      severity: isOff ? 'info' : severityOf(decided, options),
      reason: decided.reason,
      before,
      after: isOff || decided.after === undefined ? before : decided.after,
      proposal: said.proposal,
      confidence: said.confidence,
      author: said.author,
      markup: facts.markup,
    }
    if (isOpenTo(item)) finding.use = item.uses[0] as string
    const attributes = isOff ? undefined : attributesOf(decided, before, options.policy)
    if (attributes !== undefined) finding.attributes = attributes
    return finding
  })
  const told = apart(findings, images, options)
  const mirrored = told.map((finding, index) => mirror(finding, images[index]?.twin, told, options))
  return suppress(images, mirrored, (rule) => ruleSeverity(rule, options.policy))
}

const noUses: readonly string[] = []

/** Its author has answered, so nobody may decide about its use; what a machine wrote before is no answer. */
function isDecided({ verdict, rule }: Judgement): boolean {
  return (verdict === 'keep' && rule !== 'unreviewed') || verdict === 'flaw'
}

/** A gallery may show one picture a thousand times. */
function once<T extends object>(find: (url: string) => T): (url: string) => T {
  const known = new Map<string, T>()
  return (url) => {
    const found = known.get(url) ?? find(url)
    known.set(url, found)
    return found
  }
}

/** Rules that neither report nor act. */
function rulesOff({ rules: severities }: Policy): ReadonlySet<RuleId> {
  const ids = Object.keys(severities) as RuleId[]
  return new Set(ids.filter((id) => severities[id] === 'off'))
}
