import { describeHost } from './describe-host.ts'

describeHost({ name: 'astro', output: 'dist', base: '/walks/' })
