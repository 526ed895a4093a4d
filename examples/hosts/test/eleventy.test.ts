import { describeHost } from './describe-host.ts'

describeHost({ name: 'eleventy', output: '_site' })
