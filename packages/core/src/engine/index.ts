export { type OpenCaptionerOptions, openCaptioner } from './open.ts'
