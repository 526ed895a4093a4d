import type { LoadedGraph, Tensors } from './session.ts'
import { floats, idsTensor, named } from './session.ts'

/** How well a text fits an image. */
export interface Scores {
  /** Does not fit, fits. */
  readonly logits: readonly [number, number]
  readonly cosine: number
}

/** Scores one text, given as token ids, against an encoded image. */
export async function scoreText(match: LoadedGraph, image: Tensors, ids: readonly number[]): Promise<Scores> {
  const { image_embeds: embeds } = image
  const found = await match.run({
    input_ids: idsTensor(ids),
    ...(embeds !== undefined && { image_embeds: embeds }),
    ...named(image, 'cross.'),
  })
  const [no, yes] = floats(found, 'itm_logits') as unknown as [number, number]
  return { logits: [no, yes], cosine: floats(found, 'cosine')[0] as number }
}

/** The softmax of two logits, of which the second says that it fits. */
export function probability([no, yes]: Scores['logits']): number {
  return 1 / (1 + Math.exp(no - yes))
}
