import { AltwrightError } from '@altwright/core/page'

/** A known error says all that there is to say in its message; Vite would print stacks below it. */
export async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof AltwrightError ? withoutStack(error) : error
  }
}

export function withoutStack({ code, message }: AltwrightError): AltwrightError {
  return Object.assign(new AltwrightError(code, message), { stack: '' })
}
