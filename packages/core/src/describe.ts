import { hash as digest } from 'node:crypto'
import type { LoadImage } from './assets/load.ts'
import type { Unreadable } from './captioner.ts'
import type { Answer, CaptionDesk, Picture as PictureToAnswer } from './captions/desk.ts'
import { isReviewed, type LockEntry } from './captions/entry.ts'
import { decisionForUse, useKeys } from './captions/use.ts'
import type { Policy } from './config/options.ts'
import type { AltwrightError } from './error.ts'
import type { ImageFacts } from './image/facts.ts'
import { compose } from './policy/compose.ts'
import { draftAlt } from './policy/draft.ts'
import { judgeDrawnText } from './policy/drawn-text.ts'
import { fileName } from './policy/hints.ts'
import { judge } from './policy/judge/judge.ts'
import type { Judgement } from './policy/judge/judgement.ts'
import { type RuleId, rules, type Severity } from './policy/rules.ts'
import { stableAddress } from './report/identity.ts'
import type { Finding } from './report/report.ts'
import { suppress, suppressedUnseen } from './suppress.ts'

export interface DescribeOptions {
  readonly load: LoadImage
  readonly desk: CaptionDesk
  readonly policy: Policy
  /** A photo whose model is missing ends the run; `fetch` says which model it waits for. */
  readonly failOnMissingModel: ((source: string) => AltwrightError) | undefined
  /** Whether the command writes documents; one that only looks leaves an image that could be filled an error. */
  readonly writes: boolean
  /** The content hash of a picture. */
  readonly hash: (bytes: Uint8Array) => string
  /** Pixels of a picture that may be a lone dot; `undefined` where they cannot be known. */
  readonly measure: (bytes: Uint8Array) => Promise<{ width: number; height: number } | undefined>
  /** What the lockfile calls a picture of another server; `undefined` for all else, which it calls by its file name. */
  readonly nameOf?: ((url: string) => string | undefined) | undefined
  /** The hash of a picture of another server that the lockfile knows by its address, where it cannot be had. */
  readonly recallAddress?: ((url: string) => string | undefined) | undefined
  /** Called with each picture that a finding refers to. */
  readonly onPicture: (hash: string, bytes: Uint8Array) => Promise<void>
  /**
   * How well a text fits a picture, 0 to 1; `undefined` for a picture that cannot be read. Absent: alts are not matched.
   */
  readonly match?: ((bytes: Uint8Array, text: string) => Promise<number | undefined>) | undefined
  /**
   * Which pictures are loaded for their hash or their look alone: none, those that somebody has to do something about, or also
   * those whose author has answered.
   */
  readonly pictures: 'needed' | 'open' | 'all'
}

/** The sentence: judge → recall → caption → compose. One finding per image, in order. */
export async function describe(
  document: string,
  images: readonly ImageFacts[],
  options: DescribeOptions,
): Promise<Finding[]> {
  const off = rulesOff(options.policy)
  const load = once(options.load)
  const judged = images.map((facts): Judged => {
    const judgement = judge(facts, { off })
    const isSettled = off.has(judgement.rule) || suppressedUnseen(facts, judgement) !== undefined
    return { facts, judgement, uses: useKeys(document, facts), isSettled }
  })
  const looked = await Promise.all(judged.map((item) => look(item, load, options)))
  const answers = await options.desk.answer(
    looked.flatMap((item) => (item.ask === undefined ? [] : [item.ask])),
  )
  const identify = identities(document)
  const findings = looked.map((item): Finding => {
    const answer = item.ask === undefined ? item.problem : answers.get(item.ask.hash)
    const decided = withinFill(decide(item, answer, options), options.policy)
    const isOff = off.has(decided.rule)
    const { facts, hash } = item
    const before = currentAlt(facts)
    const told = isOff ? silent : decided
    // One literal, because a site may have very many findings, and copies of copies are what takes time.
    const finding: { -readonly [Key in keyof Finding]: Finding[Key] } = {
      id: identify(facts, hash),
      document,
      place: facts.place,
      kind: facts.kind,
      source: shortAddress(facts.source.url),
      picture: hash,
      context: contextOf(facts),
      outcome: isOff ? 'kept' : decided.outcome,
      rule: decided.rule,
      severity: isOff ? 'info' : severityOf(decided, options),
      reason: decided.reason,
      before,
      after: isOff || decided.after === undefined ? before : decided.after,
      proposal: told.proposal,
      confidence: told.confidence,
      author: told.author,
      markup: facts.markup,
    }
    if (isOpenTo(item)) finding.use = item.uses[0] as string
    const attributes = isOff ? undefined : attributesOf(decided, before, options.policy)
    if (attributes !== undefined) finding.attributes = attributes
    return finding
  })
  const mirrored = findings.map((finding, index) => mirror(finding, images[index]?.twin, findings, options))
  return suppress(images, mirrored, (rule) => ruleSeverity(rule, options.policy))
}

/** What stands in a `noscript` for browsers without scripts says the same as the image that it is the copy of. */
function mirror(
  finding: Finding,
  twin: number | undefined,
  findings: readonly Finding[],
  { policy }: DescribeOptions,
): Finding {
  const original = twin === undefined ? undefined : findings[twin]
  if (original === undefined || finding.before !== null || finding.outcome !== 'kept') return finding
  const reason = 'It is the copy of the image beside it for browsers without scripts.'
  const { outcome, rule, after, author, attributes, confidence } = original
  if (attributes !== undefined) {
    return { ...finding, reason, outcome, rule, after, author, attributes, confidence }
  }
  const isAnswered = original.outcome === 'kept' && original.before !== null && policy.fill !== 'none'
  if (!isAnswered || policy.rules['same-image'] === 'off') return finding
  return {
    ...finding,
    reason,
    outcome: original.before === '' ? 'decorative' : 'filled',
    rule: 'same-image',
    after: original.before,
    author: 'rule',
    attributes: { alt: original.before ?? '' },
  }
}

/** A gallery may show one picture a thousand times. */
function once(load: LoadImage): LoadImage {
  const known = new Map<string, ReturnType<LoadImage>>()
  return (url) => {
    const loading = known.get(url) ?? load(url)
    known.set(url, loading)
    return loading
  }
}

/** Rules that neither report nor act. */
function rulesOff({ rules: severities }: Policy): ReadonlySet<RuleId> {
  const ids = Object.keys(severities) as RuleId[]
  return new Set(ids.filter((id) => severities[id] === 'off'))
}

/** What may not be written is told, with the text as a draft. */
function withinFill(decided: Decided, { fill }: Policy): Decided {
  const { outcome, author, after, confidence } = decided
  if (fill === 'all' || after === undefined || (outcome !== 'filled' && outcome !== 'decorative'))
    return decided
  if (fill === 'approved' && author !== 'generated') return decided
  const reason =
    fill === 'none' ? 'The settings let nothing be written.' : 'No person has approved these words yet.'
  return { outcome: 'review', rule: 'held-back', reason, ...silent, proposal: after, confidence }
}

/** What a finding adds to its element; `undefined` where the document stays as it is. */
function attributesOf(
  { after, author, language }: Decided,
  before: string | null,
  { mark }: Policy,
): Finding['attributes'] {
  if (after === undefined || before !== null) return undefined
  return {
    alt: after,
    ...(language === undefined ? {} : { lang: language }),
    ...(mark && author === 'generated' ? { 'data-alt-source': 'generated' } : {}),
  }
}

/** Outcomes that somebody has to do something about. */
const open: ReadonlySet<Finding['outcome']> = new Set(['review', 'flawed', 'unreadable'])

/** An image that has no alt yet fails a check, however ready its text is, unless the settings say otherwise. */
function severityOf({ outcome, rule }: Decided, { writes, policy }: DescribeOptions): Severity {
  if (open.has(outcome) || policy.rules[rule] !== undefined) return ruleSeverity(rule, policy)
  return outcome === 'kept' || writes ? 'info' : 'error'
}

function ruleSeverity(rule: RuleId, { rules: severities }: Policy): Severity {
  const severity = severities[rule] ?? rules[rule].severity
  return severity === 'off' ? 'info' : severity
}

interface Judged {
  readonly facts: ImageFacts
  readonly judgement: Judgement
  /** The keys under which a person may have decided for this use, the narrowest first. */
  readonly uses: readonly string[]
  /** Its rule is off or suppressed: its picture need not be looked at. */
  readonly isSettled: boolean
}

interface Looked extends Judged {
  readonly hash: string | undefined
  /** Set where the engine or the lockfile has something to say. */
  readonly ask: PictureToAnswer | undefined
  readonly problem: Unreadable | undefined
}

/** Loads the picture where the decision, a draft or the report needs it. */
async function look(judged: Judged, load: LoadImage, options: DescribeOptions): Promise<Looked> {
  const { facts, judgement } = judged
  const wantsWords = judgement.verdict === 'caption' || (judgement.verdict === 'review' && judgement.draft)
  const isKept = judgement.verdict === 'keep'
  const wantsPicture = options.pictures === 'all' || (options.pictures === 'open' && !isKept)
  const wantsMatch = options.match !== undefined && hasCheckableAlt(facts, judgement)
  const wantsDecision = mayBeDecided(judged, options.desk)
  const url = facts.source.drawn ?? facts.source.url
  if (judged.isSettled || url === undefined || !(wantsWords || wantsPicture || wantsMatch || wantsDecision)) {
    return { ...judged, hash: undefined, ask: undefined, problem: undefined }
  }
  const loaded = await load(url)
  if (loaded.status === 'unreadable') {
    const known = options.recallAddress?.(url)
    if (known === undefined) return { ...judged, hash: undefined, ask: undefined, problem: loaded }
    const ask = { hash: known, bytes: new Uint8Array(), source: '', recallOnly: true }
    return { ...judged, hash: known, ask, problem: undefined }
  }
  const { bytes } = loaded
  const hash = options.hash(bytes)
  if (!isKept || wantsMatch) await options.onPicture(hash, bytes)
  if (wantsMatch) {
    return {
      ...judged,
      judgement: await checkAlt(judged, bytes, options),
      hash,
      ask: undefined,
      problem: undefined,
    }
  }
  if (!wantsWords && !wantsDecision) return { ...judged, hash, ask: undefined, problem: undefined }
  if (judgement.verdict === 'caption' && (await isDot(bytes, options))) {
    const reason = 'The picture is a single pixel.'
    return {
      ...judged,
      judgement: { verdict: 'write', rule: 'spacer', reason, alt: '' },
      hash,
      ask: undefined,
      problem: undefined,
    }
  }
  const drawn = judgement.verdict === 'caption' ? judgeFile(bytes) : undefined
  const source = options.nameOf?.(url) ?? (fileName(facts.source.url ?? '') || facts.kind)
  const ask = { hash, bytes, source, recallOnly: !wantsWords || drawn !== undefined }
  return { ...judged, judgement: drawn ?? judgement, hash, ask, problem: undefined }
}

/** A drawing in a text format may hold its words. */
function judgeFile(bytes: Uint8Array): Judgement | undefined {
  const [first] = bytes
  return first === 0x3c || first === 0xef ? judgeDrawnText(Buffer.from(bytes).toString('utf8')) : undefined
}

/** Elements whose name is an `alt`. */
const takesAlt: ReadonlySet<ImageFacts['kind']> = new Set(['img', 'image-input'])

/** Whether a person may decide about this use in the lockfile: its author has not, and it is an image file. */
function isOpenTo({ facts, judgement }: Pick<Judged, 'facts' | 'judgement'>): boolean {
  if (judgement.verdict === 'keep' || judgement.verdict === 'flaw') return false
  return takesAlt.has(facts.kind) && facts.source.url !== undefined
}

/** Whether the lockfile may hold a person's decision that goes before the rules'. */
function mayBeDecided(judged: Judged, desk: CaptionDesk): boolean {
  const { facts, judgement, uses } = judged
  if (!isOpenTo(judged)) return false
  return desk.hasDecisions(uses) || (isPlainReview(facts, judgement) && desk.hasDecisions())
}

/** A question about the picture itself, which a review of it answers; links, maps and groups ask about their use. */
function isPlainReview(facts: ImageFacts, { verdict, rule }: Judgement): boolean {
  return (
    verdict === 'review' &&
    facts.kind === 'img' &&
    facts.control === undefined &&
    rule !== 'image-group' &&
    rule !== 'image-map'
  )
}

/**
 * A description in a few words or more, of a picture that is not there to be clicked. A name, or the purpose of a link, is right
 * without saying what is seen.
 */
function hasCheckableAlt(facts: ImageFacts, { verdict, rule }: Judgement): boolean {
  if (verdict !== 'keep' || rule !== 'named' || facts.kind !== 'img' || facts.control !== undefined)
    return false
  return (currentAlt(facts) ?? '').trim().split(/\s+/).length >= 3
}

/**
 * Matches below this are told. Far lower than where a caption is dropped: an author knows more than can be seen. Where the
 * line should lie was never measured on published weights.
 */
const leastMatch = 0.1

async function checkAlt(
  { facts, judgement }: Judged,
  bytes: Uint8Array,
  { match }: DescribeOptions,
): Promise<Judgement> {
  const probability = await match?.(bytes, currentAlt(facts) ?? '')
  if (probability === undefined || probability >= leastMatch) return judgement
  const reason = `A model that matches texts with pictures gives this alt ${Math.round(100 * probability)} %.`
  return { verdict: 'flaw', rule: 'alt-mismatch', reason }
}

/** A file of one pixel is tiny; larger ones are not measured, so that a build stays fast. */
async function isDot(bytes: Uint8Array, options: DescribeOptions): Promise<boolean> {
  if (bytes.length > 512) return false
  const size = await options.measure(bytes)
  return size !== undefined && size.width <= 1 && size.height <= 1
}

interface Decided {
  readonly outcome: Finding['outcome']
  readonly rule: RuleId
  readonly reason: string
  /** Absent: the alt stays as it is. */
  readonly after?: string
  readonly proposal: string | undefined
  readonly confidence: number | undefined
  readonly author: Finding['author']
  /** The text's, where the page speaks another. */
  readonly language?: string
}

const silent = { proposal: undefined, confidence: undefined, author: undefined } as const

function decide(item: Looked, answer: Answer | Unreadable | undefined, options: DescribeOptions): Decided {
  const { judgement } = item
  if (item.isSettled && judgement.verdict === 'caption')
    return { outcome: 'review', rule: judgement.rule, reason: judgement.reason, ...silent }
  const settled = decidedByPerson(item, answer, options)
  if (settled !== undefined) return settled
  switch (judgement.verdict) {
    case 'keep':
      return { outcome: 'kept', rule: judgement.rule, reason: judgement.reason, ...silent }
    case 'flaw':
      return { outcome: 'flawed', rule: judgement.rule, reason: judgement.reason, ...silent }
    case 'write':
      return {
        outcome: judgement.alt === '' ? 'decorative' : 'filled',
        rule: judgement.rule,
        reason: judgement.reason,
        ...silent,
        after: judgement.alt,
        author: 'rule',
      }
    case 'review':
      return {
        outcome: 'review',
        rule: judgement.rule,
        reason: judgement.reason,
        ...silent,
        proposal: judgement.proposal ?? draftOf(answer, options.policy),
      }
    case 'caption':
      return describeAnswer(item, answer, options)
  }
}

/** For this use, or where the question is about the picture itself, for the picture. */
function decidedByPerson(
  { facts, judgement, uses }: Looked,
  answer: Answer | Unreadable | undefined,
  { policy, desk }: DescribeOptions,
): Decided | undefined {
  if (answer?.status !== 'known' || judgement.verdict === 'keep' || judgement.verdict === 'flaw')
    return undefined
  const { entry } = answer
  const forUse = takesAlt.has(facts.kind) && desk.hasDecisions(uses) ? decisionForUse(entry, uses) : undefined
  if (forUse !== undefined) return byEntry(facts, forUse, policy)
  const answers = isPlainReview(facts, judgement) && isReviewed(entry) && entry.state !== 'rejected'
  return answers ? byEntry(facts, entry, policy) : undefined
}

function draftOf(answer: Answer | Unreadable | undefined, policy: Policy): string | undefined {
  if (answer?.status !== 'known' || answer.entry.state === 'rejected') return undefined
  const words = answer.entry.alt ?? answer.entry.caption
  return words === undefined ? undefined : draftAlt(words, policy)
}

/** A run that writes says why it did not; one that looks says what is missing. */
function unanswered({ rule, reason }: Judgement, { writes }: DescribeOptions): Decided {
  if (!writes) return { outcome: 'review', rule, reason, ...silent }
  const why = 'It is not in the lockfile, and captioning is off in this run.'
  return { outcome: 'review', rule: 'not-captioned', reason: why, ...silent }
}

function describeAnswer(
  { facts, judgement }: Looked,
  answer: Answer | Unreadable | undefined,
  options: DescribeOptions,
): Decided {
  if (answer === undefined || answer.status === 'not-asked') return unanswered(judgement, options)
  if (answer.status === 'unreadable') {
    const rule = answer.code === 'remote' ? 'remote' : 'image-unreadable'
    return { outcome: 'unreadable', rule, reason: answer.message, ...silent }
  }
  const { entry } = answer
  if (entry.state === 'abstained' && entry.reason === 'photo' && options.failOnMissingModel !== undefined)
    throw options.failOnMissingModel(shortAddress(facts.source.url))
  return byEntry(facts, entry, options.policy) ?? unanswered(judgement, options)
}

/** `undefined` where the lockfile decides for other uses only. */
function byEntry(facts: ImageFacts, entry: LockEntry, policy: Policy): Decided | undefined {
  const confidence = entry.confidence
  switch (entry.state) {
    case undefined:
      return undefined
    case 'decorative': {
      const reason = 'A reviewer marked it as decorative.'
      return { outcome: 'decorative', rule: 'recalled', reason, ...silent, after: '', author: 'reviewed' }
    }
    case 'edited': {
      const reason = 'A reviewer wrote this text.'
      return {
        outcome: 'filled',
        rule: 'recalled',
        reason,
        ...silent,
        after: entry.alt ?? '',
        author: 'reviewed',
      }
    }
    case 'approved': {
      // The words that a person has approved, not what the settings would make of them now.
      const after = entry.alt ?? draftAlt(entry.caption ?? '', { maxLength: policy.maxLength })
      const reason = 'A reviewer approved this text.'
      return { outcome: 'filled', rule: 'recalled', reason, ...silent, confidence, after, author: 'reviewed' }
    }
    case 'rejected': {
      const reason = 'A reviewer rejected the caption and wrote none.'
      return { outcome: 'review', rule: 'rejected', reason, ...silent }
    }
    case 'abstained': {
      const draft = draftAlt(entry.caption ?? '', policy) || undefined
      const proposal = entry.reason === 'plain' ? '' : draft
      const [rule, reason] = abstentions[entry.reason ?? 'unsure']
      // How sure it is that it does not know says nothing about the picture.
      const sureness = entry.reason === 'unsure' ? { confidence } : {}
      return { outcome: 'review', rule, reason, ...silent, proposal, ...sureness }
    }
    case 'generated': {
      const composed = compose(facts, entry.caption ?? '', policy)
      if (composed.verdict === 'ask') {
        const { rule, reason, proposal } = composed
        return { outcome: 'review', rule, reason, ...silent, proposal, confidence }
      }
      const reason = `It informs and had no alt; ${speaker(entry)} described it.`
      return {
        outcome: 'filled',
        rule: 'captioned',
        reason,
        proposal: undefined,
        confidence,
        after: composed.alt,
        author: 'generated',
        ...(composed.language === undefined ? {} : { language: composed.language }),
      }
    }
  }
}

/** Which model spoke, and why that one. */
function speaker({ engine, seenAs }: LockEntry): string {
  const name = engine?.split('@')[0] ?? 'the engine'
  if (seenAs === undefined) return name
  return seenAs === 'graphic' ? `${name}, which is for flat drawings,` : `${name}, which is for photos,`
}

const abstentions = {
  photo: ['photo-needs-model', 'It is a photo or painting, and the model at hand knows graphics only.'],
  unknown: ['unsure', 'The model does not know what this shows.'],
  unsure: ['unsure', 'The model is not sure enough of its words.'],
  plain: ['maybe-decorative', 'It is a plain colour, a gradient, a line or a pattern.'],
  chart: ['complex-image', 'A model that answers questions takes it for a chart or a map.'],
  text: ['text-image', 'A model that answers questions takes it for a text.'],
  logo: ['logo', 'A model that answers questions takes it for a logo.'],
} as const satisfies Record<string, readonly [RuleId, string]>

function currentAlt(facts: ImageFacts): string | null {
  return 'value' in facts.alt ? facts.alt.value : facts.alt.state === 'empty' ? '' : null
}

/** Data URLs say nothing to a reader. */
function shortAddress(url: string | undefined): string {
  if (url === undefined) return ''
  if (/^blob:/i.test(url)) return 'blob:…'
  if (/^data:/i.test(url)) return `${url.slice(0, 32)}…`
  return url.length > 500 ? `${url.slice(0, 499)}…` : url
}

/** What the image is, and the link or button that it stands in. */
function contextOf({ kind, control }: ImageFacts): string {
  if (control === undefined) return kind
  return control.href === undefined
    ? `${kind} in ${control.kind}`
    : `${kind} in ${control.kind} to ${shortAddress(control.href)}`
}

/** What is drawn looks a little different on each machine, so that its picture does not name it. */
function stableSource({ source: { url, drawn } }: ImageFacts): string | undefined {
  if (drawn !== undefined) return 'drawn'
  return url === undefined ? undefined : stableAddress(url)
}

/** Names a finding by document, picture and use; the position may change from run to run. */
function identities(document: string): (facts: ImageFacts, hash: string | undefined) => string {
  const seen = new Map<string, number>()
  return (facts, hash) => {
    const named = JSON.stringify([document, stableSource(facts) ?? hash ?? facts.labels, contextOf(facts)])
    const key = digest('sha256', named).slice(0, 16)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key}-${count}`
  }
}
