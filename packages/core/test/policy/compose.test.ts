import { compose, imagesFromHtml } from '@altwright/core'
import { describe, expect, test } from 'vitest'

function alt(caption: string, html = '<img src="x.svg">', maxLength = 125) {
  const facts = imagesFromHtml(html)[0]
  if (facts === undefined) throw new Error('no image')
  const composed = compose(facts, caption, { maxLength })
  return composed.verdict === 'alt' ? composed.alt : `${composed.rule}: ${composed.proposal}`
}

describe('compose', () => {
  test.each([
    ['magnifying glass icon', 'Magnifying glass icon'],
    ['a picture of two dogs', 'Two dogs'],
    ['there is a cat on a sofa', 'A cat on a sofa'],
    ['araffe dog on a beach.', 'Dog on a beach'],
    ['arafed man with a hat', 'Man with a hat'],
    ['  flag   of France ', 'Flag of France'],
    ['a\u0000b\u202Ec', 'A b c'],
  ])('%j becomes %j', (caption, expected) => {
    expect(alt(caption)).toBe(expected)
  })

  test('shortens at a word', () => {
    expect(alt('one two three four', undefined, 10)).toBe('One two')
    expect(alt('abcdefghijklmnop', undefined, 10)).toBe('Abcdefghij')
  })

  test.each(['', ' . ', 'dai dai dai', 'a gifefefefe', 'red car red car'])('refuses %j', (caption) => {
    expect(alt(caption)).toBe('unsure: ')
  })

  test('asks about charts, codes and placeholders', () => {
    expect(alt('bar chart')).toBe('complex-image: Bar chart')
    expect(alt('QR code')).toBe('complex-image: QR code')
    expect(alt('avatar placeholder')).toBe('avatar: Avatar placeholder')
    expect(alt('image placeholder')).toBe('maybe-decorative: ')
  })

  test('writes a logo only where something else names it too, in its own casing', () => {
    expect(alt('npm logo', '<img src="img/npm-mark.svg">')).toBe('npm logo')
    expect(alt('GitHub logo', '<p>Find us on GitHub <img src="x.svg"></p>')).toBe('GitHub logo')
    expect(alt('GitHub logo', '<img src="x.svg">')).toBe('logo: GitHub logo')
    expect(alt('X logo', '<p>Six boxes <img src="boxes.svg"></p>')).toBe('logo: X logo')
  })

  test('says nothing twice', () => {
    expect(alt('calendar icon', '<p><img src="x.svg"> Calendar</p>')).toBe('maybe-decorative: ')
    expect(alt('bell icon', '<figure><img src="x.svg"><figcaption>Bell</figcaption></figure>')).toBe(
      'maybe-decorative: ',
    )
  })

  test('never mixes languages silently', () => {
    expect(alt('bell icon', '<html lang="fr"><img src="x.svg">')).toBe('language: Bell icon')
    expect(alt('bell icon', '<html lang="fr"><p lang="en-GB"><img src="x.svg"></p>')).toBe('Bell icon')
  })
})
