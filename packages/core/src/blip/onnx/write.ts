import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeValues } from './encode.ts'
import type { Graph } from './graph.ts'
import { encodeModel, placeWeights } from './model.ts'

/** Gives the values of the first of these tensors that the checkpoint has. */
export type ReadTensor = (names: readonly string[]) => Promise<Float32Array>

/**
 * Writes `<name>.onnx` and `<name>.onnx.data` into a folder. Holds one tensor in memory at a time
 * (two while it is laid out).
 *
 * @returns the names of the files.
 */
export async function writeGraph(graph: Graph, folder: string, read: ReadTensor): Promise<string[]> {
  const modelFile = `${graph.name}.onnx`
  const dataFile = `${modelFile}.data`
  const placed = placeWeights(graph)
  const data = await open(join(folder, dataFile), 'w')
  try {
    for (const { weight, offset, length } of placed) {
      const encoded = encodeValues(weight, await read(weight.tensors))
      if (encoded.length !== length)
        throw new Error(`${weight.name} has ${encoded.length} bytes, not ${length}`)
      await writeAll(data, encoded, offset)
    }
    await data.sync()
  } finally {
    await data.close()
  }
  await writeFile(join(folder, modelFile), encodeModel(graph, placed, dataFile))
  return [modelFile, dataFile]
}

async function writeAll(
  file: Awaited<ReturnType<typeof open>>,
  values: Uint8Array,
  offset: number,
): Promise<void> {
  let done = 0
  while (done < values.length) {
    const { bytesWritten } = await file.write(
      values,
      done,
      Math.min(values.length - done, 1 << 30),
      offset + done,
    )
    done += bytesWritten
  }
}
