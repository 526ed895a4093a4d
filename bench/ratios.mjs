/** The middle of some numbers; of an even count the upper of the two. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

/** By how much a ratio is more or less than one: `+3 %`. */
export function percentMore(ratio, digits = 0) {
  return `${(100 * (ratio - 1)).toFixed(digits).replace(/^(?=\d)/, '+')} %`
}
