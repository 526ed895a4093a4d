import type { ReportFormat } from './names.ts'
import type { Report } from './report.ts'
import { csvReport } from './reporters/csv.ts'
import { githubReport } from './reporters/github.ts'
import { gitlabReport } from './reporters/gitlab.ts'
import { htmlReport } from './reporters/html.ts'
import { jsonReport } from './reporters/json.ts'
import { junitReport } from './reporters/junit.ts'
import { markdownReport } from './reporters/markdown.ts'
import { patchReport } from './reporters/patch.ts'
import { sarifReport } from './reporters/sarif.ts'

/** The reporter of each format: a function of the report alone, without environment, clock or files. */
export const reporters: Readonly<Record<ReportFormat, (report: Report) => string>> = {
  html: htmlReport,
  json: jsonReport,
  markdown: markdownReport,
  sarif: sarifReport,
  junit: junitReport,
  github: githubReport,
  gitlab: gitlabReport,
  csv: csvReport,
  patch: patchReport,
}
