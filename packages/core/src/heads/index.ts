export { type Answered, type Answerer, type AnswerOutcome, openAnswerer, type Silent } from './answerer.ts'
export { publishedModels } from './head.ts'
export { type LookOptions, type Matched, type Matcher, type MatchOutcome, openMatcher } from './matcher.ts'
export type { AnswererOptions, MatcherOptions } from './options.ts'
