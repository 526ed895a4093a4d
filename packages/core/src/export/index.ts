export { exportTransformers } from './transformers.ts'
