/** What the text of a script says of what it may do to a page. */
export interface ScriptLook {
  /** The first call that may bring images, names or links which the source does not have. */
  readonly call: string | undefined
  /** Modules that it needs, as written. */
  readonly imports: readonly string[]
}

const builds =
  /\bdocument\s*\.\s*(?:write|open)\b|\b(?:inner|outer)HTML\b|\binsertAdjacent\w+|\bcreate(?:Element(?:NS)?|ContextualFragment)\b|\bcloneNode\b|\bimportNode\b|\battachShadow\b|\bcustomElements\b|\bDOMParser\b|\bnew\s+Image\b|\bimport\s*\(|\bimportScripts\b|\bnew\s+Function\b|\beval\s*\(|\blocation\s*(?:\.\s*(?:href|replace|assign|reload)\b|=)|\$\s*\(|\bjQuery\b|\.\s*(?:src|srcset|alt|href|title|role|aria\w+)\s*=(?!=)|\bset(?:Attribute|AttributeNS|HTML\w*)\s*\(\s*(?:[^'"`)\s]|['"`](?:src|srcset|alt|href|title|role|style|hidden|aria-label\w*|data-src\w*)\b)/

export function lookAtScript(text: string): ScriptLook {
  const call = builds.exec(text)?.[0]?.replace(/\s+/g, ' ').slice(0, 40)
  return { call, imports: call === undefined ? importsOf(text) : [] }
}

function importsOf(text: string): string[] {
  // What follows the word is taken as a whole, module or none, so that no text is gone through again.
  const statements = text.matchAll(/\b(?:import|export)\b([\w*{}\s,$]*)(?:(["'])([^"'\n]{1,500})\2)?/g)
  return [...statements].flatMap(([, names = '', , module]) => {
    const before = names.trimEnd()
    return module !== undefined && (before === '' || before.endsWith('from')) ? [module] : []
  })
}
