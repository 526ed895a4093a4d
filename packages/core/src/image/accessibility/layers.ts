/** The cascade layers of a sheet, in the order in which they are first named. https://www.w3.org/TR/css-cascade-5/#layering */
export interface Layers {
  /**
   * Takes a layer by its name inside another one.
   *
   * @param around
   *   The full name of the other; empty at the top.
   * @returns
   *   Its own full name; a new one where it has none.
   */
  add(around: string, name: string): string
  /** How strong each layer is, once all of them are known: higher wins. What stands in none is the strongest. */
  ranks(): (name: string) => number
}

interface Layer {
  readonly name: string
  readonly inner: Map<string, Layer>
}

export function layersOf(): Layers {
  const top: Layer = { name: '', inner: new Map() }
  const known = new Map<string, Layer>([['', top]])
  return {
    add(around, name) {
      let layer = known.get(around) ?? top
      const plain = name.trim()
      for (const part of plain === '' ? [`(${known.size})`] : plain.split('.')) {
        const full = `${layer.name}.${part}`
        const next = layer.inner.get(part) ?? { name: full, inner: new Map() }
        layer.inner.set(part, next)
        known.set(full, next)
        layer = next
      }
      return layer.name
    },
    ranks() {
      const order = new Map<string, number>()
      // What stands in a layer itself is stronger than its inner layers.
      const visit = (layer: Layer): void => {
        for (const inner of layer.inner.values()) visit(inner)
        order.set(layer.name, order.size)
      }
      visit(top)
      return (name) => order.get(name) ?? 0
    },
  }
}
