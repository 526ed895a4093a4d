/** What a report can be written as. */
export const reportFormats = [
  'html',
  'json',
  'markdown',
  'sarif',
  'junit',
  'github',
  'gitlab',
  'csv',
  'patch',
] as const

export type ReportFormat = (typeof reportFormats)[number]
