import { compose, imagesFromHtml } from '@altwright/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const facts = imagesFromHtml('<img src="x.svg">')[0]

function neutral(caption: string): string {
  if (facts === undefined) throw new Error('no image')
  const composed = compose(facts, caption, { maxLength: 250, neutral: true })
  return composed.verdict === 'alt' ? composed.alt : `${composed.rule}: ${composed.proposal}`
}

const sentences: readonly (readonly [string, string])[] = [
  ['a man riding a wave on a surfboard', 'A person riding a wave on a surfboard'],
  ['an old man sitting on a bench', 'A person sitting on a bench'],
  ['a couple of women standing next to each other', 'A couple of people standing next to each other'],
  ['a group of young men playing soccer', 'A group of people playing soccer'],
  ['a man and a woman walking on the beach', 'Two people walking on the beach'],
  ['a man and woman cutting a cake', 'Two people cutting a cake'],
  ['a man and another man shaking hands', 'Two people shaking hands'],
  ['two men and a woman sitting at a table', 'Three people sitting at a table'],
  ['a man, a woman and a child', 'Two people and a child'],
  ['three men, two women, and a dog', 'Five people, and a dog'],
  ['men and women in business suits', 'People in business suits'],
  ['a boy and a girl playing', 'Two children playing'],
  ['two young children', 'Two children'],
  ['a little girl with long hair', 'A child with long hair'],
  ['a woman with her hand on her hip', 'A person with their hand on their hip'],
  ['a woman looking at a man next to her', 'A person looking at a person next to them'],
  ['a man talking on his phone as he walks', 'A person talking on their phone as they walk'],
  ['the girl is brushing her teeth', 'The child is brushing their teeth'],
  ['a woman carries a bag and she smiles', 'A person carries a bag and they smile'],
  ['she watches him from behind', 'They watch them from behind'],
  ['a child as he does his homework', 'A child as they do their homework'],
  ['an african american woman in a white dress', 'A person in a white dress'],
  ['a black man in a black jacket', 'A person in a black jacket'],
  ['a beautiful young asian woman', 'A beautiful person'],
  ['an elderly couple walking', 'A couple walking'],
  ['a female tennis player hitting a ball', 'A tennis player hitting a ball'],
  ['a young athlete running', 'An athlete running'],
  ['an older tennis player', 'A tennis player'],
  ['a male in a suit', 'A person in a suit'],
  ['two females sitting on a couch', 'Two people sitting on a couch'],
  ['a businessman in a suit', 'A business person in a suit'],
  ['a policeman on a motorcycle', 'A police officer on a motorcycle'],
  ['two actresses on a stage', 'Two actors on a stage'],
  ['a sportsman', 'An athlete'],
  ["a man's hand holding a phone", "A person's hand holding a phone"],
  ["a woman ' s face", "A person's face"],
  ['a man on a white horse', 'A person on a white horse'],
  // Nobody in these.
  ['a black and white photograph from a harbour', 'A black and white photograph from a harbour'],
  ['a black and white cat', 'A black and white cat'],
  ['a male lion in the grass', 'A male lion in the grass'],
  ['a male and female duck', 'A male and female duck'],
  ['a young elephant in the mud', 'A young elephant in the mud'],
  ['a little bird on a branch', 'A little bird on a branch'],
  ['a brown and white cow', 'A brown and white cow'],
  ['indian food on a table', 'Indian food on a table'],
  ['a snowman with a hat', 'A snowman with a hat'],
  ['a snow man with a hat', 'A snow man with a hat'],
  ['a lady bug on a leaf', 'A lady bug on a leaf'],
  ["a sign for a women's bathroom", "A sign for a women's bathroom"],
  ['a human figure', 'A human figure'],
  ['a manhole in a street', 'A manhole in a street'],
]

describe('neutral', () => {
  test.each(sentences)('%s', (caption, expected) => {
    expect(neutral(caption)).toBe(expected)
  })

  const part = fc.constantFrom(
    ...'a an the two man woman men boys girl lady young old black asian male tennis player and , with in his her he she smiles is dog hat'.split(
      ' ',
    ),
  )

  test('says once what it says, and leaves no word of sex', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 3, maxLength: 14 }), (words) => {
        const once = neutral(words.join(' '))
        if (once.startsWith('unsure')) return
        expect(neutral(once)).toBe(once)
        expect(once).not.toMatch(/\b(?:man|woman|men|boys?|girl|lady|he|she|his|her)\b/i)
      }),
      { numRuns: 1500 },
    )
  })
})

describe('without the option', () => {
  const told = (caption: string): string => {
    if (facts === undefined) throw new Error('no image')
    const composed = compose(facts, caption, { maxLength: 250 })
    return composed.verdict === 'alt' ? composed.alt : composed.rule
  }

  test.each([
    ['a man riding a wave', 'A man riding a wave'],
    ['an old man sitting on a bench', 'A man sitting on a bench'],
    ['a young asian woman with long hair', 'A woman with long hair'],
    ['a black man in a white shirt', 'A man in a white shirt'],
    ['two young boys and an old dog', 'Two boys and an old dog'],
    ['a black cat on a white chair', 'A black cat on a white chair'],
    ['asian food on a plate', 'Asian food on a plate'],
  ])('a guess at age or origin is left out: %s', (caption, said) => {
    expect(told(caption)).toBe(said)
  })

  test.each([
    'a blind man with a dog',
    'a woman who is pregnant',
    'two homeless men on a bench',
    'a jewish family at a table',
    'a terrorist with a gun',
    'barack obama giving a speech',
    'a man named john',
  ])('what is theirs to say, a model does not: %s', (caption) => {
    expect(told(caption)).toBe('unsure')
  })

  test.each([
    'blinds on a window',
    'a christian church',
    'a fat cat',
    'a poor road',
    'a sick tree and a man',
  ])('things have such words: %s', (caption) => {
    expect(told(caption)).not.toBe('unsure')
  })
})
