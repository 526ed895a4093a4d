/**
 * How weights are kept and computed with.
 *
 * - `fp32`: as published.
 * - `fp16`: half the disk; computed in float32 all the same.
 * - `int8`: weights of 8 bits with one scale per output channel; activations are quantised as they come, in the image encoder with
 *   one scale per picture and layer, in the decoder with one per row.
 * - `int8-row`: the same with one scale per token in the image encoder too: for models whose activations have outliers. Slower.
 */
export type Precision = (typeof precisions)[number]

export const precisions = ['fp32', 'fp16', 'int8', 'int8-row'] as const
