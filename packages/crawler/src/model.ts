import type { Captioner } from '@altwright/core'
import type { Settings } from '@altwright/core/config'

/** BLIP with the model that the settings name; loaded only when it is needed, because it is most of the start-up. */
export async function openModel(settings: Settings): Promise<Captioner> {
  const { openBlip } = await import('@altwright/core/blip')
  return openBlip({ model: settings.model })
}
