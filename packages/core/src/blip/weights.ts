import { AltwrightError } from '../error.ts'
import type { Graph, Weight } from './onnx/graph.ts'
import type { ReadTensor } from './onnx/write.ts'
import type { Safetensors } from './safetensors.ts'

/**
 * Checks that the checkpoint has every tensor that the graphs want, in the shape that its config asks for,
 * before anything is written. Tensors that no graph wants (`position_ids`) are ignored.
 *
 * @throws AltwrightError `bad-model` that names the first such tensor, what was expected and what was found.
 */
export function checkWeights(graphs: readonly Graph[], file: Safetensors): void {
  const problems = [
    ...new Set(graphs.flatMap((graph) => graph.weights.map((weight) => problemOf(weight, file)))),
  ].filter((problem) => problem !== undefined)
  if (problems.length === 0) return
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more tensors do not fit)` : ''
  throw new AltwrightError(
    'bad-model',
    `${file.path} does not fit its config.json: ${problems[0]}${more}. Altwright reads BLIP captioning checkpoints (BlipForConditionalGeneration).`,
  )
}

/** Reads the first of several names that the file has. */
export function readFrom(file: Safetensors): ReadTensor {
  return (names) => file.read(names.find((name) => file.tensors.has(name)) ?? (names[0] as string))
}

function problemOf(weight: Weight, file: Safetensors): string | undefined {
  const name = weight.tensors.find((candidate) => file.tensors.has(candidate))
  if (name === undefined) return `tensor "${weight.tensors[0]}" is missing`
  const found = file.tensors.get(name)?.shape ?? []
  if (found.length === weight.stored.length && found.every((dim, i) => dim === weight.stored[i]))
    return undefined
  return `tensor "${name}" should have shape [${weight.stored.join(', ')}] and has [${found.join(', ')}]`
}
