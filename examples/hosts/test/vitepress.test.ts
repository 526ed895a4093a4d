import { describeHost } from './describe-host.ts'

describeHost({ name: 'vitepress', output: 'docs/.vitepress/dist' })
