import { describeHost } from './describe-host.ts'

describeHost({ name: 'sveltekit', output: 'build' })
