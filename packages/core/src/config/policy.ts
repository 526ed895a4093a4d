import type { Policy, Settings } from './options.ts'

/** The policy for each document: that of the settings, with every override over it that the document's name matches. */
export async function policyFor(settings: Omit<Settings, 'crawl'>): Promise<(document: string) => Policy> {
  const { fill, rules, mark, maxLength, neutral, onOtherLanguage } = settings
  const general: Policy = { fill, rules, mark, maxLength, neutral, onOtherLanguage }
  if (settings.overrides.length === 0) return () => general
  const { default: picomatch } = await import('picomatch')
  const overrides = settings.overrides.map(({ files, ...policy }) => ({
    matches: picomatch([...files], { dot: true }),
    policy,
  }))
  return (document) => {
    const names = namesOf(document)
    let policy = general
    for (const { matches, policy: over } of overrides) {
      if (!names.some((name) => matches(name))) continue
      policy = { ...policy, ...over, rules: { ...policy.rules, ...over.rules } }
    }
    return policy
  }
}

/** A page of a crawl is also called by its path, so that one configuration serves a folder and the site made from it. */
function namesOf(document: string): readonly string[] {
  if (!/^https?:/i.test(document) || !URL.canParse(document)) return [document]
  const { pathname } = new URL(document)
  return [document, pathname.slice(1)]
}
