import { type ComposeOptions, compose, imagesFromHtml } from '@altwright/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

function alt(
  caption: string,
  html = '<img src="x.svg">',
  maxLength = 125,
  more: Partial<ComposeOptions> = {},
) {
  const facts = imagesFromHtml(html).find(({ kind }) => kind === 'img')
  if (facts === undefined) throw new Error('no image')
  const composed = compose(facts, caption, { maxLength, ...more })
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
    ['there is a picture of a picture of a lighthouse', 'A lighthouse'],
    ['this is an image of the harbour', 'The harbour'],
    ['a close up of a bee on a flower', 'A bee on a flower'],
    ['a blurry photo of a street', 'A street'],
    ['vector illustration of a fox', 'A fox'],
    ['there is an arafed cat on a bed', 'A cat on a bed'],
    ['an arafed orange', 'An orange'],
    ['a smiling arafed woman', 'A smiling woman'],
    ['an arafly lit room', 'A lit room'],
    ['it looks like a dog', 'A dog'],
    ['the image shows a dog', 'A dog'],
    ['a boat in the water near a large', 'A boat in the water'],
    ['a person holding a', 'A person'],
    ['two people standing next to each', 'Two people standing'],
    ['a man in a hat and a man in a coat', 'A man in a hat and a man in a coat'],
    ['a dog sitting on top of a', 'A dog sitting'],
    ['a cup of coffee and a', 'A cup of coffee'],
    ['a woman with the lights on', 'A woman with the lights on'],
    ['a boat that is', 'A boat'],
    ['a red apple on a white background', 'A red apple'],
    ["a man ' s hand , holding a t - shirt .", "A man's hand, holding a t-shirt"],
    ['"a house"', 'A house'],
  ])('%j becomes %j', (caption, expected) => {
    expect(alt(caption)).toBe(expected)
  })

  test('shortens at a word', () => {
    expect(alt('one two three four', undefined, 10)).toBe('One two')
    expect(alt('abcdefghijklmnop', undefined, 10)).toBe('Abcdefghij')
    expect(alt('a cat on top of a mountain', undefined, 18)).toBe('A cat')
    expect(alt('😀😀😀😀😀😀', undefined, 11)).toBe('😀😀😀😀😀')
  })

  test.each([
    '',
    ' . ',
    'dai dai dai',
    'a gifefefefe',
    'red car red car',
    'a dog with a ball with a ball',
    'a cat and a cat and a cat',
    'very, very, very',
    'a group of people standing in front of a group of people',
    'two araffes in a field',
    'araffes grazing',
    'a picture',
    'a blurry photo',
    'an icon',
    'picture of',
    'unknown',
    '[unk] man',
    'a man <unk> a horse',
    'a b c d e f g',
    'a harbour, photo by getty images',
    'a cat www.example.com',
  ])('refuses %j', (caption) => {
    expect(alt(caption)).toBe('unsure: ')
  })

  test('asks about words that a model claims to read, screenshots and plain colours', () => {
    expect(alt('a sign that says no parking')).toBe('text-image: A sign that says no parking')
    expect(alt('a poster with the words love')).toBe('text-image: A poster with the words love')
    expect(alt('a man with a letter in his hand')).toBe('A man with a letter in his hand')
    expect(alt('a computer screenshot of a page')).toBe('complex-image: A computer screenshot of a page')
    expect(alt('a plain white background')).toBe('maybe-decorative: ')
    expect(alt('a dog on a white wall')).toBe('A dog on a white wall')
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
    const figure = '<figure><img src="x.svg"><figcaption>Our lighthouse at dusk, by Ada</figcaption></figure>'
    expect(alt('a lighthouse at dusk', figure)).toBe('maybe-decorative: ')
    expect(alt('a lighthouse in the fog', figure)).toBe('A lighthouse in the fog')
    const paragraph = '<p>Boats lie in the old harbour of Nyhavn. <img src="x.svg"></p>'
    expect(alt('boats in a harbour', paragraph)).toBe('Boats in a harbour')
    expect(alt('boats in an old harbour', paragraph)).toBe('maybe-decorative: ')
  })

  test('never mixes languages silently', () => {
    expect(alt('bell icon', '<html lang="fr"><img src="x.svg">')).toBe('language: Bell icon')
    expect(alt('bell icon', '<html lang="fr"><p lang="en-GB"><img src="x.svg"></p>')).toBe('Bell icon')
  })

  test.each([
    ['<p>扫描下面的二维码登录系统 <img src="x.svg"></p>', 'language: Bell icon'],
    ['<h2>Все новости за сегодня</h2><p><img src="x.svg"></p>', 'language: Bell icon'],
    ['<head><title>お知らせ一覧</title></head><p><img src="x.svg"></p>', 'language: Bell icon'],
    ['<figure><img src="x.svg"><figcaption>ρολόι της πλατείας</figcaption></figure>', 'language: Bell icon'],
    ['<p>Press the bell (铃铛) and wait. <img src="x.svg"></p>', 'Bell icon'],
    ['<h1>欢迎使用我们的系统</h1><p>Ring twice, then wait. <img src="x.svg"></p>', 'Bell icon'],
    ['<p>扫描下面的二维码登录系统 <img src="x.svg" lang="en"></p>', 'Bell icon'],
    ['<p>π ≈ 3 <img src="x.svg"></p>', 'Bell icon'],
  ])('goes by the letters around more than by `lang`, which templates set: %s', (body, said) => {
    expect(alt('bell icon', `<html lang="en">${body}`)).toBe(said)
    expect(alt('bell icon', `<html>${body}`)).toBe(said)
  })

  test.each([
    ['<p>Die Karte zeigt den Weg, und das Wetter ist schön. <img src="x.svg"></p>', 'language: Bell icon'],
    ['<h1>Les sentiers de la forêt et des collines</h1><p><img src="x.svg"></p>', 'language: Bell icon'],
    ['<title>Todo lo que hay para ver en las islas</title><p><img src="x.svg"></p>', 'language: Bell icon'],
    ['<h1>Things to see in Los Angeles, La Jolla and El Paso</h1><p><img src="x.svg"></p>', 'Bell icon'],
    ['<h1>Café de la Paix</h1><p>Our menu for the week. <img src="x.svg"></p>', 'Bell icon'],
    ['<p>Mit Fahrrad <img src="x.svg"></p>', 'Bell icon'],
  ])('goes by the words around, too: %s', (body, said) => {
    expect(alt('bell icon', `<html lang="en">${body}`)).toBe(said)
    expect(alt('bell icon', `<html>${body}`)).toBe(said)
  })

  test.each([
    ['<p>Die Wege sind mit Steinen gebaut.</p><p>Das Wetter ist schön.</p>', 'language: Bell icon'],
    ['<p>扫描下面的二维码登录系统</p>', 'language: Bell icon'],
    ['<nav><a href="/a">Kontakt</a><a href="/b">Impressum</a></nav>', 'Bell icon'],
    [
      '<p>The paths are built of stone, and the weather is fine.</p><p>Die Wege sind mit Steinen.</p>',
      'Bell icon',
    ],
  ])('reads all of a page that names no language: %s', (body, said) => {
    expect(alt('bell icon', `<html>${body}<div><img src="x.svg"></div>`)).toBe(said)
    expect(alt('bell icon', `<html lang="">${body}<div><img src="x.svg"></div>`)).toBe(said)
    expect(alt('bell icon', `<html lang="en">${body}<div><img src="x.svg"></div>`)).toBe('Bell icon')
  })

  test.each([
    ['de', 'language: Bell icon'],
    [' de-AT more ', 'language: Bell icon'],
    ['en', 'Bell icon'],
    ['de, en', 'Bell icon'],
    ['', 'Bell icon'],
  ])('hears a `meta` element that says what a page is in: %s', (content, said) => {
    const meta = `<meta http-equiv="Content-Language" content="${content}">`
    expect(alt('bell icon', `<html>${meta}<p><img src="x.svg"></p>`)).toBe(said)
    expect(alt('bell icon', `<html lang="en">${meta}<p><img src="x.svg"></p>`)).toBe('Bell icon')
  })

  test('writes English into another language only with its mark', () => {
    const french = '<html lang="fr"><img src="x.svg">'
    expect(alt('bell icon', french, 125, { onOtherLanguage: 'mark' })).toBe('Bell icon')
    const chinese = '<html lang="en"><p>扫描下面的二维码 <img src="x.svg"></p>'
    expect(alt('bell icon', chinese, 125, { onOtherLanguage: 'mark' })).toBe('Bell icon')
    const own = '<html lang="en"><img src="x.svg" lang="fr">'
    expect(alt('bell icon', own, 125, { onOtherLanguage: 'mark' })).toBe('language: Bell icon')
  })
})

/** Captions as engines make them, and worse. */
const vocabulary =
  'a an the picture photo of image there is are arafed araffe man woman young old black white dog with on top and in , . - his her cat close up very logo "red"'
const caption = fc.oneof(
  fc.array(fc.constantFrom(...vocabulary.split(' ')), { maxLength: 30 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 300 }),
)

describe('whatever the caption', () => {
  const facts = imagesFromHtml('<img src="x.svg">')[0]
  if (facts === undefined) throw new Error('no image')
  const options = fc.record({ maxLength: fc.integer({ min: 10, max: 200 }), neutral: fc.boolean() })

  test('an alt has words, fits, and is one line', () => {
    fc.assert(
      fc.property(caption, options, (words, given) => {
        const composed = compose(facts, words, given)
        if (composed.verdict !== 'alt') return
        expect(composed.alt.length).toBeLessThanOrEqual(given.maxLength)
        expect(composed.alt).toMatch(/[\p{L}\p{N}\p{S}]/u)
        expect(composed.alt).not.toMatch(/^\s|\s$|[\p{Cc}\p{Cf}\p{Cs}\n]/u)
        expect(Buffer.from(composed.alt).toString()).toBe(composed.alt)
      }),
      { numRuns: 3000, examples: [['ᾀ𐀀𐀀𐀀𐀀𐀀', { maxLength: 11, neutral: false }]] },
    )
  })

  test('composing an alt again changes nothing', () => {
    fc.assert(
      fc.property(caption, options, (words, given) => {
        const once = compose(facts, words, given)
        if (once.verdict !== 'alt') return
        expect(compose(facts, once.alt, given)).toEqual(once)
      }),
      { numRuns: 3000, examples: [['old - picture of white', { maxLength: 20, neutral: false }]] },
    )
  })
})
