export { describeMarkdown, type MarkdownPage } from './page.ts'
