import { Tokenizer } from '@huggingface/tokenizers'
import type { TextConfig } from '../blip/config.ts'
import { AltwrightError } from '../error.ts'

export interface HeadTokenizer {
  /**
   * `[CLS] the words [SEP]`, as Hugging Face's processor makes it. The authors' code has `[ENC]` where that has `[CLS]`
   * (https://github.com/huggingface/transformers/issues/22732); numbers here are Hugging Face's.
   *
   * @throws AltwrightError `bad-input` when the words are none, or more than the model has places for.
   */
  read(words: string): number[]
  /** The words of generated ids, without special tokens and ids that the vocabulary lacks. */
  write(ids: readonly number[]): string
}

/** @throws AltwrightError `bad-model` when `tokenizer.json` or `tokenizer_config.json` cannot be read. */
export function createTokenizer(
  json: string,
  configJson: string | undefined,
  text: TextConfig,
  path: string,
): HeadTokenizer {
  const tokenizer = open(json, configJson, path)
  const special = new Set([text.start, text.end, text.pad])
  return {
    read(words) {
      if (words.trim() === '') throw new AltwrightError('bad-input', 'A text or question is empty.')
      const ids: number[] = tokenizer.encode(words).ids
      const foreign = ids.find((id) => id >= text.vocabulary)
      if (foreign !== undefined)
        throw new AltwrightError(
          'bad-model',
          `${path} makes the token ${foreign}, and the model has ${text.vocabulary} of them.`,
        )
      if (ids.length > text.positions)
        throw new AltwrightError(
          'bad-input',
          `“${words.trim().slice(0, 40)}…” makes ${ids.length} tokens; this model has places for ${text.positions}.`,
        )
      return ids
    },
    write(ids) {
      const known = ids.filter((id) => !special.has(id) && tokenizer.id_to_token(id) !== undefined)
      return known.length === 0
        ? ''
        : tokenizer.decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: true }).trim()
    },
  }
}

function open(json: string, configJson: string | undefined, path: string): Tokenizer {
  try {
    return new Tokenizer(JSON.parse(json), configJson === undefined ? {} : JSON.parse(configJson))
  } catch (cause) {
    throw new AltwrightError(
      'bad-model',
      `${path} is not a tokenizer that can be read: ${(cause as Error).message}.`,
      { cause },
    )
  }
}
