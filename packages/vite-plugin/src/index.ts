export type { PluginOptions } from './options.ts'
export { default } from './plugin.ts'
