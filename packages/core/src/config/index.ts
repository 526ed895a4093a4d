export { type Environment, isCi } from './environment.ts'
export { type LoadedConfig, loadConfig } from './load.ts'
export {
  type AltwrightOptions,
  type CrawlSettings,
  type DecodingSettings,
  defineConfig,
  type Models,
  type ReportPaths,
  type Settings,
} from './options.ts'
export { resolveOptions } from './resolve.ts'
export { mergeOptions, settingsFor } from './settings.ts'
