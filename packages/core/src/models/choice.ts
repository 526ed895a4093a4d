import { basename, isAbsolute } from 'node:path'
import { AltwrightError } from '../error.ts'

/** `'auto'`, one model for all pictures, or one for each kind. */
export type ModelChoice = string | { readonly graphics?: string | undefined; readonly photos: string }

/** What `'auto'` stands for; the second only where it was pulled. */
export const automatic = {
  graphics: 'graphics',
  photos: 'Salesforce/blip-image-captioning-base',
} as const

/** The models of a choice, as an engine's id begins with them. */
export function modelNames(choice: ModelChoice): string[] {
  if (typeof choice === 'string' && choice !== 'auto') return [idName(choice)]
  const { graphics = automatic.graphics, photos } = choice === 'auto' ? automatic : (choice as Pair)
  return [graphics, photos].map(idName)
}

type Pair = Exclude<ModelChoice, string>

function idName(name: string): string {
  return isAbsolute(name) ? basename(name) : (name.split('@')[0] as string)
}

/** The name of the model of a choice that describes photos when others do not. */
export function namedPhotoModel(choice: ModelChoice): string | undefined {
  if (choice === 'graphics') return undefined
  if (choice === 'auto') return automatic.photos
  return typeof choice === 'string' ? choice : choice.photos
}

/** That model; `undefined` where it is not on this machine. A lone model for all is not looked for. */
export async function photoModel(choice: ModelChoice): Promise<string | undefined> {
  const name = namedPhotoModel(choice)
  if (name === undefined || (typeof choice === 'string' && choice !== 'auto')) return name
  // Loaded here, because a run whose pictures are all known asks for no model.
  const { locateModel } = await import('./locate.ts')
  return locateModel(name).then(
    () => name,
    (error: unknown) => {
      if (error instanceof AltwrightError && error.code === 'model-missing') return undefined
      throw error
    },
  )
}
