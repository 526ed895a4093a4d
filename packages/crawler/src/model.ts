import type { Captioner } from '@altwright/core'
import type { Settings } from '@altwright/core/config'
import type { Matcher } from '@altwright/core/heads'

/** The engine of the model that the settings name; loaded only when it is needed, because it is most of the start-up. */
export async function openModel(settings: Settings): Promise<Captioner> {
  const { openCaptioner } = await import('@altwright/core/engine')
  return openCaptioner(settings)
}

/** The matcher that the settings name, if any, loaded as late. */
export async function openMatcher(settings: Settings): Promise<Matcher | undefined> {
  const { openAltMatcher } = await import('@altwright/core/engine')
  return openAltMatcher(settings)
}
