export { openTransformers } from './captioner.ts'
export type { TransformersOptions } from './options.ts'
