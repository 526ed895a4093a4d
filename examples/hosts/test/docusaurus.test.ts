import { describeHost } from './describe-host.ts'

describeHost({ name: 'docusaurus', output: 'build', base: '/walks/', silent: true })
