export { openBlip } from './captioner.ts'
export type { BlipOptions } from './options.ts'
export type { Precision } from './precision.ts'
