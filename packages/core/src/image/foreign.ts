import { type AnyNode, childrenOf, isElement, tagName } from './element.ts'

/** Fewer letters tell nothing: a name, a sign. */
const fewestLetters = 4
/** Different words of other languages; fewer may be parts of names. */
const fewestWords = 3

/** Most texts are in ASCII, and all of its letters are Latin. */
const beyondAscii = /[^ -~\s]+/g
const enough = new RegExp(`(?:\\p{L}\\P{L}*){${fewestLetters}}`, 'u')

/** Whether a text has letters enough to tell what it is written in. */
export function hasLetters(text: string): boolean {
  return enough.test(text)
}

/** Whether most letters of a text are no Latin ones. */
export function isInOtherLetters(text: string): boolean {
  const beyond = text.match(beyondAscii)?.join('') ?? ''
  const letters = count(beyond, /\p{L}/gu)
  const latin = count(beyond, /\p{Script=Latin}/gu)
  // Most texts have none but an accent here and there, and nothing else has to be counted.
  return latin * 2 < letters && latin * 2 + count(text, /[a-z]/gi) < letters
}

function count(text: string, letter: RegExp): number {
  return text.match(letter)?.length ?? 0
}

/** Whether the commonest words of other languages stand in a text, and those of English hardly. */
export function isInOtherWords(text: string): boolean {
  const met = new Set<string>()
  let foreign = 0
  let own = 0
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const isEnglish = common.get(word)
    if (isEnglish === true) own += 1
    else if (isEnglish === false) {
      foreign += 1
      met.add(word)
    }
  }
  return met.size >= fewestWords && foreign > 2 * own
}

const english = `about all and are be by can for from has have how into its more no not of or our that the their they this to up we what when where
  which who will with you your`

/** Of languages in Latin letters, without those that English has too. */
const others = `aber als auch auf aus bei bis das dem den der durch ein eine einem einen einer für haben ich ihr ihre ist mit nach nicht noch oder
  sich sie sind über und uns unser unsere vom von werden wie wir wird zu zum zur
  au aux avec ce cette dans des du elle est et il je la le les leur mais nos notre nous où par pas plus pour qui quoi ses sont sur une
  vos votre vous
  al con cuando del ella en entre esta las los más muy nuestra nuestro para pero por que sin sus una
  ao aos com da das dos em foi isso mas na nas não nossa nosso os pela pelo são seu sua uma você
  alla anche che chi ci dal dalla dei della delle di gli lo nel nella non più sono tra uno
  aan dat deze een het hij ik je met naar niet ons onze ook te uit van voor wij worden zijn
  att av där det eller från inte jag med och på som till vi är af fra ikke på
  dla jest lub nie oraz się są że aby jako jsou nebo az egy és hogy nem vagy
  ei ja ole mutta sekä tai tämä ama bir bu için ile olan ve
  ca din este mai nu pe și sau sunt dan dengan ini itu pada tidak untuk yang
  các cho có của là không một những và với`

/** Whether a word is English. */
const common: ReadonlyMap<string, boolean> = new Map([
  ...others.split(/\s+/).map((word) => [word, false] as const),
  ...english.split(/\s+/).map((word) => [word, true] as const),
])

/** As much of a document is looked at, in UTF-16 units: its beginning tells its language. */
const mostText = 20_000
const notText = new Set(['noscript', 'script', 'style', 'svg', 'template'])

/** Answers whether a document's text is plainly in another language than English; it is read when that is first asked. */
export function foreignText(root: AnyNode): () => boolean {
  let answer: boolean | undefined
  return () => {
    if (answer === undefined) {
      const text = textIn(root)
      answer = (hasLetters(text) && isInOtherLetters(text)) || isInOtherWords(text)
    }
    return answer
  }
}

function textIn(root: AnyNode): string {
  const parts: string[] = []
  let length = 0
  const visit = (node: AnyNode): void => {
    if (length > mostText) return
    if (node.type === 'text') {
      parts.push(node.value)
      length += node.value.length
    } else if (!isElement(node) || !notText.has(tagName(node))) childrenOf(node).forEach(visit)
  }
  visit(root)
  return parts.join(' ')
}
