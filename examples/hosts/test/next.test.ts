import { describeHost } from './describe-host.ts'

describeHost({ name: 'next', output: 'out', silent: true })
