export { type OpenCaptionerOptions, openAltMatcher, openCaptioner } from './open.ts'
