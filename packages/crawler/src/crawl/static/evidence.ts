import type { Outline } from './outline.ts'
import { lookAtScript, type ScriptLook } from './script-text.ts'
import type { Scripts } from './scripts.ts'

/** Hosts whose scripts count visits and leave the page as it is. */
const counters = new Set([
  ...['www.google-analytics.com', 'ssl.google-analytics.com', 'plausible.io', 'cdn.usefathom.com'],
  ...['static.cloudflareinsights.com', 'cloud.umami.is', 'scripts.simpleanalyticscdn.com', 'gc.zgo.at'],
])

/** Modules of one page that are followed. */
const mostModules = 50

/**
 * Why a page has to be opened in a browser to see what it shows; `undefined` where its source says it all. Without scripts,
 * frames and shadow roots nothing changes after the source was read. With scripts it depends on what they call.
 */
export async function reasonForBrowser(outline: Outline, scripts: Scripts): Promise<string | undefined> {
  if (outline.refresh) return 'it moves on by itself'
  if (outline.shadowRoot) return 'it has a shadow root'
  if (outline.frames.some((address) => address === '' || isSameOrigin(address, outline.address)))
    return 'it has a frame'
  if (outline.scripts.length === 0) return undefined
  if (outline.customElement !== undefined) return `it has a custom element, ${outline.customElement}`
  const seen = new Set<string>()
  for (const { address, text = '' } of outline.scripts) {
    const reason =
      address === undefined
        ? await reasonIn(lookAtScript(text), outline.base, scripts, seen)
        : await reasonAt(address, scripts, seen)
    if (reason !== undefined) return reason
  }
  return undefined
}

async function reasonAt(address: string, scripts: Scripts, seen: Set<string>): Promise<string | undefined> {
  if (seen.has(address)) return undefined
  if (!URL.canParse(address)) return undefined
  const { hostname } = new URL(address)
  if (counters.has(hostname)) return undefined
  if (seen.size >= mostModules) return `it loads more than ${mostModules} scripts`
  seen.add(address)
  const look = await scripts.look(address)
  if (look === undefined) return `a script of ${hostname || 'another place'} may build it`
  return reasonIn(look, address, scripts, seen)
}

async function reasonIn(
  look: ScriptLook,
  base: string,
  scripts: Scripts,
  seen: Set<string>,
): Promise<string | undefined> {
  if (look.call !== undefined) return `a script has “${look.call}”`
  for (const module of look.imports) {
    const isAddress = /^(?:https?:|\/|\.\.?\/)/.test(module) && URL.canParse(module, base)
    const reason = isAddress
      ? await reasonAt(new URL(module, base).href, scripts, seen)
      : `a script loads “${module.slice(0, 40)}”`
    if (reason !== undefined) return reason
  }
  return undefined
}

function isSameOrigin(address: string, page: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(page).origin
}
