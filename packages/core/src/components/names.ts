import { eachPart, nameIn, nodeIn, nodesIn, type ProgramNode, partsOf } from './program.ts'

/** What a name of a module is bound to where that cannot change: an import, or the value of a `const`. */
type Binding =
  | { readonly kind: 'import'; readonly from: string; readonly imported: string }
  | { readonly kind: 'const'; readonly value: ProgramNode }

export interface Names {
  /** `undefined` where the name is bound twice anywhere, is not constant, or is not known. */
  get(name: string): Binding | undefined
}

/**
 * The constant names of programs that share a scope. Scopes inside are not told apart: a name that is bound a second
 * time anywhere, as by a parameter, is not followed.
 *
 * @param hidden
 *   Names that are bound elsewhere, as by a loop in a template.
 */
export function namesOf(programs: readonly ProgramNode[], hidden?: () => ReadonlySet<string>): Names {
  let bindings: ReadonlyMap<string, Binding | undefined> | undefined
  return {
    get(name) {
      bindings ??= bindingsOf(programs)
      return hidden?.().has(name) === true ? undefined : bindings.get(name)
    },
  }
}

function bindingsOf(programs: readonly ProgramNode[]): ReadonlyMap<string, Binding | undefined> {
  const bindings = new Map<string, Binding | undefined>()
  const bind = (name: string, binding: Binding | undefined): void => {
    bindings.set(name, bindings.has(name) ? undefined : binding)
  }
  const visit = (node: ProgramNode, constant: boolean): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        for (const specifier of nodesIn(node, 'specifiers')) bindImport(node, specifier, bind)
        return
      case 'VariableDeclaration':
        for (const part of partsOf(node)) visit(part, node['kind'] === 'const')
        return
      case 'VariableDeclarator': {
        const id = nodeIn(node, 'id')
        const value = nodeIn(node, 'init')
        if (id?.type === 'Identifier' && constant && value !== undefined) {
          bind(nameIn(id), { kind: 'const', value })
        } else for (const name of patternNames(id)) bind(name, undefined)
        if (value !== undefined) visit(value, false)
        return
      }
      case 'CatchClause':
        for (const name of patternNames(nodeIn(node, 'param'))) bind(name, undefined)
        break
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ClassDeclaration':
      case 'ClassExpression':
        for (const name of patternNames(nodeIn(node, 'id'))) bind(name, undefined)
        for (const parameter of nodesIn(node, 'params')) {
          for (const name of patternNames(parameter)) bind(name, undefined)
        }
        break
    }
    eachPart(node, (part) => visit(part, false))
  }
  for (const program of programs) visit(program, false)
  return bindings
}

function bindImport(
  declaration: ProgramNode,
  specifier: ProgramNode,
  bind: (name: string, binding: Binding) => void,
): void {
  const imported =
    specifier.type === 'ImportDefaultSpecifier'
      ? 'default'
      : specifier.type === 'ImportNamespaceSpecifier'
        ? '*'
        : nameIn(nodeIn(specifier, 'imported'))
  const from = nameIn(nodeIn(declaration, 'source'))
  bind(nameIn(nodeIn(specifier, 'local')), { kind: 'import', from, imported })
}

/** The names that a pattern binds: `{ a, b: [c] = [], ...d }` binds a, c and d. */
export function patternNames(pattern: ProgramNode | undefined): string[] {
  if (pattern === undefined) return []
  switch (pattern.type) {
    case 'Identifier':
      return [nameIn(pattern)]
    case 'AssignmentPattern':
      return patternNames(nodeIn(pattern, 'left'))
    case 'Property':
      return patternNames(nodeIn(pattern, 'value'))
    case 'TSParameterProperty':
      return patternNames(nodeIn(pattern, 'parameter'))
    default:
      return partsOf(pattern).flatMap(patternNames)
  }
}
