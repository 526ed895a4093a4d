export { openBlip } from './captioner.ts'
export type { BlipOptions } from './options.ts'
