export { mergeReports } from './merge.ts'
export { parseReport } from './read.ts'
export { htmlReport } from './reporters/html.ts'
export { jsonReport } from './reporters/json.ts'
