// The one thing of the core that is exported again, so that a configuration file needs one import.
export { defineConfig } from '@altwright/core/config'
export { launchBrowser } from './browser/launch.ts'
export type { LaunchOptions } from './browser/start.ts'
export { type CrawlOptions, crawl } from './crawl/crawl.ts'
export { type OpenPage, readOpenPage } from './crawl/live/open-page.ts'
export type { CrawlProgress } from './crawl/plan.ts'
