// Pulls a model as a process of its own and prints what it did, one JSON object a line.
import { pullModel } from '@altwright/core/models'

const say = (news) => process.stdout.write(`${JSON.stringify(news)}\n`)
const { path } = await pullModel(process.argv[2], {
  onProgress: say,
  patience: { idle: 600_000, attempts: 3, backoff: 1 },
})
say({ type: 'done', path })
