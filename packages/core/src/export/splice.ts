import type { Graph, Node, Port } from '../blip/onnx/graph.ts'

/** Keeps some outputs and what leads to them, and calls them and the inputs by other names: old → new. */
export function select(graph: Graph, name: string, names: ReadonlyMap<string, string>): Graph {
  const renamed = renameValues(graph, (value) => names.get(value) ?? value)
  const wanted = new Set(names.values())
  const outputs = renamed.outputs.filter((port) => wanted.has(port.name))
  const nodes = leadingTo(
    renamed.nodes,
    outputs.map((port) => port.name),
  )
  const used = new Set(nodes.flatMap((node) => node.inputs))
  return {
    name,
    nodes,
    inputs: renamed.inputs.filter((port) => used.has(port.name)),
    outputs,
    weights: renamed.weights.filter((weight) => used.has(weight.name)),
    constants: new Map([...renamed.constants].filter(([id]) => used.has(id))),
  }
}

/**
 * One graph out of two. An input of the second that is called like an output of the first is taken from there, and
 * both are inner values then. The other inner values of the second are renamed, so that no name is meant twice.
 */
export function chain(name: string, first: Graph, second: Graph): Graph {
  const given = new Set(first.outputs.map((port) => port.name))
  const shared = new Set([
    ...[...second.inputs, ...second.outputs].map((port) => port.name),
    ...second.weights.map((weight) => weight.name),
    ...second.constants.keys(),
    '',
  ])
  const rest = renameValues(second, (value) => (shared.has(value) ? value : `${second.name}/${value}`))
  const taken = new Set(rest.inputs.map((port) => port.name).filter((port) => given.has(port)))
  return {
    name,
    nodes: [...first.nodes, ...rest.nodes],
    inputs: [...first.inputs, ...rest.inputs.filter((port) => !taken.has(port.name))],
    outputs: [...first.outputs.filter((port) => !taken.has(port.name)), ...rest.outputs],
    weights: [
      ...new Map([...first.weights, ...rest.weights].map((weight) => [weight.name, weight])).values(),
    ],
    constants: new Map([...first.constants, ...rest.constants]),
  }
}

/** Calls values by other names. Weights and constants keep theirs. */
function renameValues(graph: Graph, rename: (value: string) => string): Graph {
  const port = (given: Port): Port => ({ ...given, name: rename(given.name) })
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
  }
}

/** The nodes that these values need, in their order. */
function leadingTo(nodes: readonly Node[], values: readonly string[]): Node[] {
  const wanted = new Set(values)
  const kept: Node[] = []
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue
    for (const input of node.inputs) wanted.add(input)
    kept.push(node)
  }
  return kept.reverse()
}
