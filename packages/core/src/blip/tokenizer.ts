import { Tokenizer } from '@huggingface/tokenizers'
import { AltwrightError } from '../error.ts'
import type { TextConfig } from './config.ts'

export interface CaptionTokenizer {
  /** The ids that a caption starts from: the start token, then the prompt's words. */
  promptIds(prompt: string): number[]
  /** The tokens of words as they stand inside a caption. */
  wordIds(words: string): number[]
  /** The words of generated ids, without special tokens and ids that the vocabulary lacks. */
  decode(ids: readonly number[]): string
}

/**
 * Reads `tokenizer.json` (and `tokenizer_config.json`).
 *
 * @throws AltwrightError `bad-model` when it cannot be read.
 */
export function createTokenizer(
  json: string,
  configJson: string | undefined,
  text: TextConfig,
  path: string,
): CaptionTokenizer {
  let tokenizer: Tokenizer
  try {
    tokenizer = new Tokenizer(JSON.parse(json), configJson === undefined ? {} : JSON.parse(configJson))
  } catch (cause) {
    throw new AltwrightError(
      'bad-model',
      `${path} is not a tokenizer that can be read: ${(cause as Error).message}.`,
      { cause },
    )
  }
  const special = new Set([text.start, text.end, text.pad])
  return {
    // As Hugging Face does it: `[CLS] a picture of [SEP]` → start, a, picture, of.
    promptIds: (prompt) =>
      prompt === ''
        ? [text.start]
        : [text.start, ...tokenizer.encode(prompt, { add_special_tokens: false }).ids],
    wordIds: (words) => tokenizer.encode(words, { add_special_tokens: false }).ids,
    decode(ids) {
      const words = ids.filter((id) => !special.has(id) && tokenizer.id_to_token(id) !== undefined)
      return words.length === 0
        ? ''
        : tokenizer.decode(words, { skip_special_tokens: true, clean_up_tokenization_spaces: true }).trim()
    },
  }
}
