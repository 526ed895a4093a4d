export { flatness } from './flatness.ts'
export { inspectImage } from './inspect.ts'
export { readPixels } from './normalise.ts'
export { thumbnail } from './thumbnail.ts'
