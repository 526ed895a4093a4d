export { type Colors, noColors } from './colors.ts'
export { type DiagnosticView, formatDiagnostic } from './diagnostic.ts'
export { type FindingsView, formatFindings } from './findings.ts'
export { counted, fit, plain, plainLine } from './plain.ts'
