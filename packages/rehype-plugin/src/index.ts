export type { Options } from './options.ts'
export { default } from './plugin.ts'
