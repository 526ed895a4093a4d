import {
  type AnyElement,
  type AnyNode,
  attribute,
  childrenOf,
  collapse,
  isElement,
  tagName,
  text,
} from '../element.ts'
import { inputType, roleOf } from './roles.ts'

/**
 * The value of a control that stands within another element's name: “Flash the screen [5] times” is heard
 * with its number. `undefined` where the element has no value to say. https://www.w3.org/TR/accname-1.2/#comp_embedded_control
 *
 * @param nameOf
 *   Names an option.
 */
export function controlValue(
  element: AnyElement,
  nameOf: (option: AnyElement) => string,
): string | undefined {
  const tag = tagName(element)
  switch (roleOf(element)) {
    case 'textbox':
    case 'searchbox':
    case 'spinbutton':
    case 'slider':
    case 'scrollbar':
    case 'progressbar':
    case 'meter':
      return typedValue(element, tag)
    case 'combobox':
      if (tag === 'input') return typedValue(element, tag)
      return tag === 'select' ? selected(element, nameOf) : undefined
    case 'listbox':
      return selected(element, nameOf)
    default:
      // Options of a list that is told as something else are no text of the page.
      return undefined
  }
}

function typedValue(element: AnyElement, tag: string): string | undefined {
  const aria = collapse(text(element, 'aria-valuetext') ?? text(element, 'aria-valuenow') ?? '')
  if (aria !== '') return aria
  if (tag === 'input') return inputType(element) === 'password' ? '' : collapse(text(element, 'value') ?? '')
  if (tag === 'meter' || tag === 'progress') return collapse(text(element, 'value') ?? '')
  if (tag !== 'textarea' && text(element, 'contenteditable') === undefined) return undefined
  return collapse(plainText(element))
}

/** All the text in a subtree, seen or not. */
export function plainText(node: AnyNode): string {
  return node.type === 'text' ? node.value : childrenOf(node).map(plainText).join('')
}

/** The chosen options; the first one of a closed list where none is. */
function selected(list: AnyElement, nameOf: (option: AnyElement) => string): string {
  const options = optionsOf(list)
  const chosen = options.filter(
    (option) =>
      attribute(option, 'selected') !== undefined || text(option, 'aria-selected')?.toLowerCase() === 'true',
  )
  const first = options[0]
  const shown = chosen.length === 0 && roleOf(list) === 'combobox' && first !== undefined ? [first] : chosen
  return collapse(shown.map(nameOf).join(' '))
}

function optionsOf(element: AnyElement): AnyElement[] {
  return childrenOf(element)
    .filter(isElement)
    .flatMap((child) => (roleOf(child) === 'option' ? [child] : optionsOf(child)))
}
