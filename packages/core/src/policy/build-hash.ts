/**
 * A file's name without extension, and without the hash that a build has put into it: Vite and Rollup write `map-BxK29dJ1`, SvelteKit
 * and Nuxt `map.BxK29dJ1`, webpack `map.3f2c9a1b`, Astro `map.BxK29dJ1_Z2vQ4n` of what it resizes, Eleventy's image plugin
 * `6dfZ4qpLmA-800`. Letters of a hash would be taken for words: one in 150 has a “bg” that seems to stand for itself.
 */
export function withoutBuildHash(stem: string): string {
  if (stem.length < 10) return stem
  const whole = /^([\w-]{10})-\d{2,4}$/.exec(stem)
  if (whole !== null && isHash(whole[1] as string)) return ''
  return stem.replace(/[-.]([\da-f]{8,64}|[\w-]{8})(?:_[\dA-Za-z]{4,8})?$/, (part, token: string) =>
    isHash(token) ? '' : part,
  )
}

/** Nobody writes so: `BarChart`, `diagram2` and `map4kids` are words, and so is whatever has five letters in a row. */
function isHash(token: string): boolean {
  if (/^[\da-f]{8,}$/.test(token)) return /\d/.test(token) && /[a-f]/.test(token)
  const runs = token.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []
  const letters = runs.filter((run) => !/\d/.test(run))
  if (letters.some((run) => run.length > 4)) return false
  const numbersInside = (token.match(/\d+(?=[-_]*[A-Za-z])/g) ?? []).length
  if (!/[A-Z]/.test(token)) return numbersInside > 1
  return numbersInside > 0 || letters.filter((run) => run.length < 3).length > 1
}
