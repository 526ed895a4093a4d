import type { Names } from './names.ts'
import { bare, nameIn, nodeIn, nodesIn, type ProgramNode } from './program.ts'

/** What an expression always is, as text. */
export interface StaticText {
  readonly text: string
  /** It is the address of a file that the module brings in: relative to the module, with its aliases. */
  readonly fromModule: boolean
}

/** The text that an expression always is; `undefined` where it is computed. */
export function staticText(expression: ProgramNode, names: Names, depth = 0): StaticText | undefined {
  const node = bare(expression)
  if (depth > 8) return undefined
  const inner = (part: ProgramNode | undefined) =>
    part === undefined ? undefined : staticText(part, names, depth + 1)
  switch (node.type) {
    case 'Literal':
      return literal(node['value'])
    case 'TemplateLiteral': {
      const texts = nodesIn(node, 'quasis').map((quasi) => cooked(quasi))
      return joined(nodesIn(node, 'expressions').map(inner), texts)
    }
    case 'BinaryExpression':
      return node['operator'] === '+'
        ? joined([inner(nodeIn(node, 'left')), inner(nodeIn(node, 'right'))], ['', '', ''])
        : undefined
    case 'Identifier':
      return named(nameIn(node), names, depth)
    case 'CallExpression': {
      const required = requiredPicture(node)
      if (required !== undefined) return required
      // `new URL('./a.png', import.meta.url).toString()`
      const callee = nodeIn(node, 'callee')
      const method = callee?.type === 'MemberExpression' ? nameIn(nodeIn(callee, 'property')) : ''
      const target = callee === undefined ? undefined : nodeIn(callee, 'object')
      return method === 'toString' && target !== undefined ? moduleUrl(target, names, depth) : undefined
    }
    case 'MemberExpression':
      return member(node, names, depth)
    default:
      return undefined
  }
}

/** `require('./a.png')`; webpack's loaders may stand before the address, with `!` after each. */
function requiredPicture(node: ProgramNode): StaticText | undefined {
  const [address] = nodesIn(node, 'arguments')
  if (nameIn(nodeIn(node, 'callee')) !== 'require' || address?.type !== 'Literal') return undefined
  const text = nameIn(address).replace(/^.*!/s, '')
  return isPicture(text) ? { text, fromModule: true } : undefined
}

function literal(value: unknown): StaticText | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return { text: String(value), fromModule: false }
}

function cooked(quasi: ProgramNode): string {
  return (quasi['value'] as { cooked?: string } | undefined)?.cooked ?? ''
}

/** Texts with parts between them; a file that the module brings in may have a query or fragment after it, and nothing else. */
function joined(
  parts: readonly (StaticText | undefined)[],
  texts: readonly string[],
): StaticText | undefined {
  const [only] = parts
  if (parts.length === 1 && texts.every((text) => text === '')) return only
  if (only?.fromModule === true && texts[0] === '') {
    const tail = joined(parts.slice(1), texts.slice(1))
    return tail?.fromModule === false && /^(?:[?#]|$)/.test(tail.text) ? only : undefined
  }
  let all = texts[0] ?? ''
  for (const [index, part] of parts.entries()) {
    if (part === undefined || part.fromModule) return undefined
    const next = texts[index + 1] ?? ''
    all += part.text + next
  }
  // `${import.meta.env.BASE_URL}/logo.svg`
  const rooted = parts.some((part) => part === baseUrl)
  return { text: rooted ? all.replace(/^\/{2,}/, '/') : all, fromModule: false }
}

function named(name: string, names: Names, depth: number): StaticText | undefined {
  const binding = names.get(name)
  if (binding?.kind === 'const') return staticText(binding.value, names, depth + 1)
  if (binding === undefined) return undefined
  if (binding.from === '$app/paths' && (binding.imported === 'base' || binding.imported === 'assets')) {
    return { text: '', fromModule: false }
  }
  const whole = ['default', '*', 'src'].includes(binding.imported)
  return whole && isPicture(binding.from) ? { text: binding.from, fromModule: true } : undefined
}

function member(node: ProgramNode, names: Names, depth: number): StaticText | undefined {
  const target = nodeIn(node, 'object')
  const property = nodeIn(node, 'property')
  if (target === undefined || property === undefined) return undefined
  // `import sizes from './a.png?w=200;400'`
  if (node['computed'] === true) {
    return typeof property['value'] === 'number' ? importedBy(target, names, depth) : undefined
  }
  switch (nameIn(property)) {
    case 'href':
    case 'pathname':
      return moduleUrl(target, names, depth)
    // Where an import of a picture is an object with its address: `picture.img.src`, `meta.src`.
    case 'default':
    case 'img':
    case 'src':
      return importedBy(target, names, depth)
    case 'BASE_URL':
      return isMetaEnv(target) ? baseUrl : undefined
    default:
      return undefined
  }
}

function importedBy(expression: ProgramNode, names: Names, depth: number): StaticText | undefined {
  const imported = staticText(expression, names, depth + 1)
  return imported?.fromModule === true ? imported : undefined
}

/** Pages are looked at from the site's root, whatever the base is. */
const baseUrl: StaticText = { text: '/', fromModule: false }

/** `new URL('./a.png', import.meta.url)` */
function moduleUrl(expression: ProgramNode, names: Names, depth: number): StaticText | undefined {
  const node = bare(expression)
  if (node.type === 'Identifier') {
    const binding = names.get(nameIn(node))
    return binding?.kind === 'const' && depth < 8 ? moduleUrl(binding.value, names, depth + 1) : undefined
  }
  if (node.type !== 'NewExpression' || nameIn(nodeIn(node, 'callee')) !== 'URL') return undefined
  const [address, base] = nodesIn(node, 'arguments')
  if (address === undefined || base === undefined || !isMetaUrl(base)) return undefined
  const value = staticText(address, names, depth + 1)
  if (value === undefined || value.fromModule) return undefined
  const relative = /^(?:[./]|[a-z][a-z\d+.-]*:)/i.test(value.text) ? value.text : `./${value.text}`
  return { text: relative, fromModule: true }
}

function isMetaUrl(node: ProgramNode): boolean {
  return node.type === 'MemberExpression' && nameIn(nodeIn(node, 'property')) === 'url' && isMeta(node)
}

function isMetaEnv(node: ProgramNode): boolean {
  return node.type === 'MemberExpression' && nameIn(nodeIn(node, 'property')) === 'env' && isMeta(node)
}

/** Whether it is something of `import.meta`. */
function isMeta(node: ProgramNode): boolean {
  return nodeIn(node, 'object')?.type === 'MetaProperty'
}

/** Whether an address is that of a picture, by its extension; queries ask for it in another form. */
export function isPicture(address: string): boolean {
  return /\.(?:avif|bmp|gif|ico|jpe?g|jxl|png|svg|tiff?|webp)(?:[?#]|$)/i.test(address)
}
