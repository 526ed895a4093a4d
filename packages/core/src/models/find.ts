import { parseHubName } from './name.ts'
import { type Environment, hubSettings } from './settings.ts'
import { type CachedModel, findSnapshot } from './snapshot.ts'

/**
 * Looks a model of the hub up in the hub's cache, without network. `undefined` where it, or one of its files, is not
 * there. A branch means the commit that it had when it was last fetched, by whatever tool.
 *
 * @throws AltwrightError `bad-input` for a name that is none.
 */
export async function findModel(
  name: string,
  options: { readonly env?: Environment | undefined } = {},
): Promise<CachedModel | undefined> {
  return findSnapshot(hubSettings(options.env ?? process.env).cache, parseHubName(name))
}
