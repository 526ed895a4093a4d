import { describeHost } from './describe-host.ts'

describeHost({ name: 'nuxt', output: '.output/public' })
