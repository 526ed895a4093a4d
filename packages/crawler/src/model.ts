import type { Captioner } from '@altwright/core'
import type { Settings } from '@altwright/core/config'

/** The engine of the model that the settings name; loaded only when it is needed, because it is most of the start-up. */
export async function openModel(settings: Settings): Promise<Captioner> {
  const { openCaptioner } = await import('@altwright/core/engine')
  return openCaptioner({ model: settings.model })
}
