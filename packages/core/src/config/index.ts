export { AltwrightError } from '../error.ts'
export { type ReportFormat, reportFormats } from '../report/names.ts'
export type { CrawlMode, CrawlSettings, LoginScript, PageHook, ResolvedCrawl, Shard } from './crawl.ts'
export { type Environment, isCi } from './environment.ts'
export { type LoadedConfig, loadConfig } from './load.ts'
export {
  type AltwrightOptions,
  type DecodingSettings,
  defineConfig,
  type FailLimits,
  type Models,
  type Override,
  type Policy,
  type PolicyOptions,
  type ReportPaths,
  type RuleSeverities,
  type Settings,
} from './options.ts'
export { configPlaces } from './places.ts'
export { resolveOptions } from './resolve.ts'
export { mergeOptions, settingsFor } from './settings.ts'
