import { resolve } from 'node:path'
import * as v from 'valibot'
import { AltwrightError } from '../error.ts'
import { nearest } from '../nearest.ts'
import { rules } from '../policy/rules.ts'
import type { Limits } from '../report/limits.ts'
import { reportFormats } from '../report/names.ts'
import { resolveCrawl } from './crawl.ts'
import { crawlSchema } from './crawl-schema.ts'
import type { Environment } from './environment.ts'
import type { AltwrightOptions, Policy, Settings } from './options.ts'

const count = (least: number) => v.nullish(v.pipe(v.number(), v.integer(), v.minValue(least)))
const text = v.nullish(v.pipe(v.string(), v.nonEmpty()))

const severities = v.strictObject(
  Object.fromEntries(
    Object.keys(rules).map((id) => [id, v.nullish(v.picklist(['off', 'info', 'warning', 'error']))]),
  ),
)

const policy = {
  fill: v.nullish(v.picklist(['all', 'approved', 'none'])),
  rules: v.nullish(severities),
  mark: v.nullish(v.boolean()),
  maxLength: count(10),
  neutral: v.nullish(v.boolean()),
  onOtherLanguage: v.nullish(v.picklist(['report', 'mark'])),
}

const limits = v.strictObject({ errors: count(0), warnings: count(0) })
const glob = v.pipe(v.string(), v.nonEmpty())
const globs = v.pipe(v.array(glob), v.nonEmpty())

const override = v.strictObject({
  // A union would say of both of its sides that the other was expected.
  files: v.lazy((files) => (Array.isArray(files) ? globs : glob)),
  ...policy,
})

const host = v.pipe(
  v.string(),
  v.regex(
    /^(?:\*\.)?[^\s/:*@]+(?::\d+)?$/,
    'expected a host name such as images.example.org or *.example.org',
  ),
)

const schema = v.strictObject({
  root: text,
  publicDirs: v.nullish(v.array(v.pipe(v.string(), v.nonEmpty()))),
  base: text,
  remote: v.nullish(v.lazy((remote) => (Array.isArray(remote) ? v.array(host) : v.boolean()))),
  emptyMarkdownAlt: v.nullish(v.picklist(['decorative', 'missing'])),
  lockfile: text,
  components: v.nullish(
    v.array(
      v.pipe(
        v.string(),
        v.regex(
          /^(?:[a-z][a-z0-9]*-[\w.-]*|[A-Z]\w*(?:\.\w+)*)$/,
          'expected the tag of a custom element, in lower case and with a hyphen, or the name of a component',
        ),
      ),
    ),
  ),
  model: v.nullish(
    v.union([
      v.pipe(v.string(), v.nonEmpty()),
      v.strictObject({ graphics: text, photos: v.pipe(v.string(), v.nonEmpty()) }),
    ]),
  ),
  decoding: v.nullish(
    v.strictObject({
      precision: v.nullish(v.picklist(['fp32', 'fp16', 'int8', 'int8-row'])),
      beams: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32))),
      prompt: text,
      maxNewTokens: count(1),
      bannedWords: v.nullish(v.array(v.pipe(v.string(), v.nonEmpty()))),
    }),
  ),
  matcher: text,
  answerer: text,
  locked: v.nullish(v.boolean()),
  onMissingModel: v.nullish(v.picklist(['report', 'fail'])),
  overrides: v.nullish(v.array(override)),
  fail: v.nullish(v.lazy((fail) => (typeof fail === 'object' ? limits : v.boolean()))),
  ...policy,
  baseline: text,
  hashPictures: v.nullish(v.boolean()),
  report: v.nullish(v.strictObject(Object.fromEntries(reportFormats.map((format) => [format, text])))),
  crawl: v.nullish(crawlSchema),
})

const known: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(schema.entries),
  decoding: Object.keys(schema.entries.decoding.wrapped.entries),
  fail: Object.keys(limits.entries),
  overrides: Object.keys(override.entries),
  rules: Object.keys(rules),
  'overrides.rules': Object.keys(rules),
  report: Object.keys(schema.entries.report.wrapped.entries),
  crawl: Object.keys(crawlSchema.entries),
}

/**
 * Checks options and fills every default in.
 *
 * @param options
 *   As written by a person.
 * @param origin
 *   What to call their source in an error: a file's path, or "options".
 * @throws AltwrightError `bad-config`, which names the key and, for an unknown one, the nearest known one.
 */
export function resolveOptions(
  options: AltwrightOptions | null | undefined,
  origin: string,
  environment: Environment,
): Settings {
  const checked = v.safeParse(schema, options ?? {})
  if (!checked.success) {
    throw new AltwrightError('bad-config', `${origin}: ${checked.issues.map(wording).join('; ')}`)
  }
  const given = checked.output
  const root = resolve(environment.root, given.root ?? '.')
  return {
    root,
    publicDirs: (given.publicDirs ?? environment.publicDirs ?? ['public', '.']).map((folder) =>
      resolve(root, folder),
    ),
    base: given.base ?? environment.base ?? '/',
    remote: given.remote ?? false,
    emptyMarkdownAlt: given.emptyMarkdownAlt ?? 'decorative',
    lockfile: resolve(root, given.lockfile ?? 'altwright.lock.json'),
    components: given.components ?? [],
    model: modelsOf(given.model ?? 'auto', root),
    decoding: withoutGaps(given.decoding ?? {}),
    matcher: given.matcher ? modelOf(given.matcher, root) : undefined,
    answerer: given.answerer ? modelOf(given.answerer, root) : undefined,
    locked: given.locked ?? environment.ci,
    onMissingModel: given.onMissingModel ?? 'report',
    overrides: (given.overrides ?? []).map(({ files, ...settings }) => ({
      files: typeof files === 'string' ? [files] : files,
      ...policyOf(settings),
    })),
    fail: limitsOf(given.fail ?? environment.fail ?? false),
    ...defaultPolicy,
    ...policyOf(given),
    baseline: given.baseline ? resolve(root, given.baseline) : undefined,
    hashPictures: given.hashPictures ?? undefined,
    report: Object.fromEntries(
      Object.entries(given.report ?? {}).flatMap(([format, path]) =>
        path ? [[format, resolve(root, path)]] : [],
      ),
    ),
    crawl: resolveCrawl(given.crawl, root),
  }
}

const defaultPolicy: Policy = {
  fill: 'all',
  rules: {},
  mark: true,
  maxLength: 125,
  neutral: false,
  onOtherLanguage: 'report',
}

/** What is said of the policy, and nothing else. */
function policyOf(given: v.InferOutput<typeof override> | v.InferOutput<typeof schema>): Partial<Policy> {
  const { fill, rules, mark, maxLength, neutral, onOtherLanguage } = given
  const severities = rules && withoutGaps(rules)
  return withoutGaps({ fill, rules: severities, mark, maxLength, neutral, onOtherLanguage })
}

function limitsOf(fail: boolean | v.InferOutput<typeof limits>): Limits | undefined {
  if (fail === false) return undefined
  const { errors, warnings } = fail === true ? {} : fail
  return { errors: errors ?? 0, warnings: warnings ?? Number.POSITIVE_INFINITY }
}

function modelsOf(
  model: string | { readonly graphics?: string | null | undefined; readonly photos: string },
  root: string,
): Settings['model'] {
  if (typeof model === 'string') return modelOf(model, root)
  return { graphics: modelOf(model.graphics ?? 'graphics', root), photos: modelOf(model.photos, root) }
}

/** Without the keys that stand for nothing. */
function withoutGaps<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], null | undefined> }
}

/** A path is relative to the root; anything else is a name. */
function modelOf(model: string, root: string): string {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[a-z]:[\\/])/i.test(model) ? resolve(root, model) : model
}

function wording(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map((item) => String(item.key))
  const path = keys.join('.')
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const last = keys.at(-1) ?? ''
    const group = keys.slice(0, -1).filter((key) => !/^\d+$/.test(key))
    const near = nearest(last, known[group.join('.')] ?? [])
    return `unknown option \`${path}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`
  }
  return path === '' ? `expected an object of options` : `\`${path}\`: ${detail(issue)}`
}

function detail(issue: v.BaseIssue<unknown>): string {
  switch (issue.type) {
    case 'min_value':
      return `expected at least ${issue.expected?.replace(/^>=/, '')}, found ${issue.received}`
    case 'regex':
      return `${issue.message}, found ${issue.received}`
    case 'non_empty':
      return 'expected text, found none'
    case 'check':
      return issue.message
    case 'integer':
      return `expected a whole number, found ${issue.received}`
    default:
      return `expected ${issue.expected?.replace(/ \| (?:null|undefined)/g, '')}, found ${issue.received}`
  }
}
