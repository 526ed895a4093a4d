import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { inspectImage } from '../../dist/pixels/index.js'
import { readPicture } from '../../dist/pixels/picture.js'
import { cleanCss, cleanSvg } from '../../dist/pixels/svg/clean.js'
import { parseSvg } from '../../dist/pixels/svg/parse.js'
import { serialiseSvg } from '../../dist/pixels/svg/write.js'
import { temporaryFolder } from '../temporary.ts'
import { text } from './bytes.ts'

let folder: string
let secret: string
beforeAll(async () => {
  folder = temporaryFolder()
  secret = join(folder, 'secret.png')
  await sharp({ create: { width: 50, height: 50, channels: 3, background: '#ff0000' } })
    .png()
    .toFile(secret)
  await writeFile(
    join(folder, 'secret.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><rect id="r" width="50" height="50" fill="red"/></svg>',
  )
  await writeFile(join(folder, 'secret.css'), 'rect { fill: red !important }')
  await writeFile(join(folder, 'secret.txt'), '████████')
})

const wrap = (inside: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 50 50" ${attributes}>${inside}</svg>`
const rect = '<rect width="50" height="50" fill="#00f"/>'

async function draw(svg: string | Uint8Array): Promise<Uint8Array> {
  const read = await readPicture(typeof svg === 'string' ? text(svg) : svg, { width: 50, height: 50 })
  if (read.status === 'unreadable') throw new Error(`${read.code}: ${read.message}`)
  return read.rgb
}
const code = async (svg: string): Promise<string> => {
  const read = await readPicture(text(svg), { width: 50, height: 50 })
  return read.status === 'unreadable' ? read.code : read.status
}
const isRed = (rgb: Uint8Array): boolean =>
  rgb.some(
    (value, i) => i % 3 === 0 && value > 200 && (rgb[i + 1] as number) < 60 && (rgb[i + 2] as number) < 60,
  )
const clean = (svg: string): string => {
  const parsed = parseSvg(svg)
  if (parsed.status !== 'parsed') throw new Error(parsed.status)
  cleanSvg(parsed.root)
  return serialiseSvg(parsed.root)
}

describe('nothing outside the file is drawn', () => {
  const attacks = (url: string): [string, string][] => [
    ['image href', wrap(`${rect}<image href="${url}" width="50" height="50"/>`)],
    ['image xlink:href', wrap(`${rect}<image xlink:href="${url}" width="50" height="50"/>`)],
    [
      'image under another prefix',
      `<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:q="http://www.w3.org/1999/xlink" viewBox="0 0 50 50"><s:image q:href="${url}" width="50" height="50"/></s:svg>`,
    ],
    [
      'feImage',
      wrap(`<filter id="f"><feImage href="${url}"/></filter><rect width="50" height="50" filter="url(#f)"/>`),
    ],
    ['use', wrap(`<use href="${url}#r"/>`)],
    ['fill', wrap(`<rect width="50" height="50" fill="url(${url}#r)"/>`)],
    ['style attribute', wrap(`<rect width="50" height="50" style="fill:url('${url}#r')"/>`)],
    ['escaped style attribute', wrap(`<rect width="50" height="50" style="fill:u\\72l(${url}#r)"/>`)],
    ['style element', wrap(`<style>rect{fill:url(${url}#r)} svg{background:url("${url}")}</style>${rect}`)],
    ['CSS import', wrap(`<style>@import "${url}"; @import url(${url});</style>${rect}`)],
    ['CSS import in CDATA', wrap(`<style><![CDATA[@im/**/port "x"; @import "${url}";]]></style>${rect}`)],
    ['stylesheet instruction', `<?xml-stylesheet href="${url}" type="text/css"?>${wrap(rect)}`],
    [
      'foreignObject',
      wrap(
        `${rect}<foreignObject width="50" height="50"><img xmlns="http://www.w3.org/1999/xhtml" src="${url}"/></foreignObject>`,
      ),
    ],
    ['XInclude', wrap(`${rect}<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="${url}"/>`)],
    [
      'animated href',
      wrap(`${rect}<image width="50" height="50"><set attributeName="href" to="${url}"/></image>`),
    ],
    ['xml:base', wrap(`${rect}<g xml:base="${url}"><image href="#x" width="50" height="50"/></g>`)],
    [
      'an SVG in a data URL',
      wrap(
        `${rect}<image width="50" height="50" href="data:image/svg+xml;base64,${text(wrap(`<image href="${url}" width="50" height="50"/>`)).toString('base64')}"/>`,
      ),
    ],
    ['external DTD', `<!DOCTYPE svg SYSTEM "${url}">${wrap(rect)}`],
  ]
  const targets = (): string[] => [
    pathToFileURL(secret).href,
    secret,
    'secret.png',
    pathToFileURL(join(folder, 'secret.svg')).href,
    pathToFileURL(join(folder, 'secret.css')).href,
    'http://localhost:9/secret.png',
    '//localhost:9/secret.png',
  ]

  test.each(attacks('').map(([name], i) => [name, i] as const))('%s', async (_, i) => {
    for (const target of targets()) {
      const [, svg] = attacks(target)[i] as [string, string]
      expect(isRed(await draw(svg))).toBe(false)
      expect(clean(svg)).not.toContain('secret')
    }
  })

  test('entities that read files are empty', async () => {
    for (const target of [join(folder, 'secret.txt'), pathToFileURL(join(folder, 'secret.txt')).href]) {
      const svg = (use: string): string =>
        `<!DOCTYPE svg [<!ENTITY x SYSTEM "${target}"><!ENTITY % p SYSTEM "${target}"> %p;]>${wrap(`<text y="30" font-size="20">${use}</text>`)}`
      expect(await draw(svg('&x;'))).toEqual(await draw(svg('')))
    }
  })

  test('scripts and handlers are gone', () => {
    const svg = clean(
      wrap(
        '<script>alert(1)</script><rect onclick="alert(2)" onload="alert(3)"/><a href="javascript:alert(4)"><rect/></a>',
        'onload="alert(5)"',
      ),
    )
    expect(svg).not.toMatch(/alert|javascript/)
  })
})

describe('bombs', () => {
  test('nested use', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `<g id="l${i + 1}">${`<use href="#l${i}"/>`.repeat(10)}</g>`,
    ).join('')
    expect(
      await code(wrap(`<defs><rect id="l0" width="1" height="1"/>${levels}</defs><use href="#l12"/>`)),
    ).toBe('too-large')
  })

  test('nested patterns and masks', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `<mask id="m${i + 1}">${`<rect width="9" height="9" mask="url(#m${i})"/>`.repeat(10)}</mask>`,
    ).join('')
    expect(await code(wrap(`${levels}<rect width="9" height="9" mask="url('#m12')"/>`))).toBe('too-large')
  })

  test('circles draw nothing and end', async () => {
    expect(
      await code(wrap('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><use href="#a"/>')),
    ).toMatch(/read|not-an-image|truncated/)
  })

  test('a billion laughs', async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
      '',
    )
    expect(await code(`<!DOCTYPE svg [<!ENTITY e0 "ha">${lines}]>${wrap('<text>&e10;</text>')}`)).toBe('read')
  })

  test('one entity, used too often', async () => {
    expect(
      await code(
        `<!DOCTYPE svg [<!ENTITY e "${'x'.repeat(250)}">]>${wrap(`<desc>${'&e;'.repeat(100_000)}</desc>${rect}`)}`,
      ),
    ).toBe('too-large')
  })

  test('depth, elements and bytes', async () => {
    expect(await code(wrap(`${'<g>'.repeat(5000)}${'</g>'.repeat(5000)}`))).toBe('too-large')
    expect(await code(wrap('<g/>'.repeat(60_000)))).toBe('too-large')
    expect(await code(wrap(`<desc>${'x'.repeat(2 * 1024 * 1024)}</desc>`))).toBe('too-large')
    const chain = Array.from({ length: 20_000 }, (_, i) => `<g id="c${i + 1}"><use href="#c${i}"/></g>`).join(
      '',
    )
    expect(await code(wrap(`<g id="c0"/>${chain}<use href="#c20000"/>`))).toBe('too-large')
  })

  test('huge sizes are drawn at the size that is wanted', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1000000"><rect width="1000000" height="1000000" fill="#0f0"/></svg>'
    expect([...(await draw(svg)).slice(0, 3)]).toEqual([0, 255, 0])
    expect(
      await code(
        '<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1"><rect width="1000000" height="1"/></svg>',
      ),
    ).toBe('read')
  })

  test('patterns that would make a search go back and forth', async () => {
    const many = 200_000
    for (const css of [
      '@import{'.repeat(many / 4),
      `url(${' '.repeat(many)}x`,
      `url(${' '.repeat(many)}"`,
      '/*'.repeat(many),
      'url('.repeat(many),
      '@'.repeat(many),
    ]) {
      expect(
        await code(
          wrap(`<style>${css}</style><rect width="9" height="9" style='${css.replaceAll('"', '')}'/>`),
        ),
      ).toBe('read')
    }
    for (const size of ['1'.repeat(many), `1${' '.repeat(many)}!`, '1 '.repeat(many)]) {
      expect(
        await code(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" viewBox="${size}"><rect width="9" height="9"/></svg>`,
        ),
      ).toBe('read')
    }
    expect(await code(`${' '.repeat(many)}<!--${'-'.repeat(many)}`)).toBe('not-an-image')
    expect(await code(`<svg ${' a="b"'.repeat(many / 8)} "`)).toBe('not-an-image')
    expect(await code(`<svg ${Array.from({ length: many / 20 }, (_, i) => ` a${i}="b"`).join('')}`)).toBe(
      'truncated',
    )
    expect(await code(`<!DOCTYPE svg [${'<!ENTITY a '.repeat(many / 8)}]>${wrap(rect)}`)).toBe('read')
    expect(await code(wrap(`<text>${'&a'.repeat(many)}</text>`))).toBe('truncated')
  })

  test.each([
    ['blur', '<feGaussianBlur stdDeviation="1000000000"/>'],
    ['turbulence', '<feTurbulence baseFrequency="0.5" numOctaves="1000000"/>'],
    ['morphology', '<feMorphology operator="dilate" radius="1000000"/>'],
    ['convolution', `<feConvolveMatrix order="300" kernelMatrix="${'1 '.repeat(90_000)}"/>`],
  ])('a filter with absurd numbers: %s', async (_, filter) => {
    const x = '<rect width="50" height="50" filter="url(#f)"/>'
    expect(
      await code(
        wrap(`<filter id="f" x="-100000" y="-100000" width="200000" height="200000">${filter}</filter>${x}`),
      ),
    ).toMatch(/^[a-z-]+$/)
  })

  test('text longer than a picture shows', async () => {
    expect(await code(wrap(`<text>${'&amp;a'.repeat(200_000)}</text>`))).toBe('read')
    const many = `<text>${'a'.repeat(200)}</text>`
    expect(await code(wrap(`<g id="a">${many}</g>${'<use href="#a"/>'.repeat(1000)}`))).toBe('too-large')
  })

  test('more effects than can be drawn', async () => {
    const blur = '<filter id="f"><feGaussianBlur stdDeviation="3"/></filter>'
    const rects = (attribute: string): string => `<rect width="9" height="9" ${attribute}/>`.repeat(900)
    expect(await code(wrap(`${blur}${rects('filter="url(#f)"')}`))).toBe('too-large')
    expect(await code(wrap(`${blur}${rects('style="filter:url(#f)"')}`))).toBe('too-large')
    expect(await code(wrap(`<style>.a{filter:url(#f)}</style>${blur}${rects('class="a"')}`))).toBe(
      'too-large',
    )
    expect(await code(wrap(`${blur}<g filter="url(#f)">${rects('')}</g>`))).toBe('read')
  })

  test('an image inside with too many pixels', async () => {
    const { chunk, pngHeader } = await import('./bytes.ts')
    const bomb = Buffer.concat([
      pngHeader(30_000, 30_000),
      chunk('IDAT', Buffer.alloc(20)),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect(
      await code(
        wrap(`<image width="50" height="50" href="data:image/png;base64,${bomb.toString('base64')}"/>`),
      ),
    ).toBe('too-large')
  })
})

describe('honest files stay as they were', () => {
  test.each([
    [
      'an XML declaration and comments first',
      `\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Generator: <svg> editor -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n${wrap(rect)}`,
    ],
    [
      "Illustrator's entities",
      `<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg"><!ENTITY blue '#00f'>]><svg xmlns="&ns_svg;" viewBox="0 0 50 50"><rect width="50" height="50" fill="&blue;"/></svg>`,
    ],
    [
      'a prefix',
      '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 50 50"><svg:rect width="50" height="50" fill="#00f"/></svg:svg>',
    ],
    ['no namespace', '<svg viewBox="0 0 50 50"><rect width="50" height="50" fill="#00f"/></svg>'],
    [
      'stylesheets',
      wrap(
        '<style>/* fill */ .a > rect { fill: #00f }</style><g class="a"><rect width="50" height="50"/></g>',
      ),
    ],
    [
      'gradients by href',
      wrap(
        '<linearGradient id="a"><stop stop-color="#00f"/></linearGradient><linearGradient id="b" xlink:href="#a"/><rect width="50" height="50" fill="url(#b)"/>',
      ),
    ],
    [
      'quoted references',
      wrap(
        `<linearGradient id="a"><stop stop-color="#00f"/></linearGradient><rect width="50" height="50" style='fill:url("#a")'/>`,
      ),
    ],
    [
      'symbols',
      wrap(
        '<symbol id="s" viewBox="0 0 10 10"><rect width="10" height="10" fill="#00f"/></symbol><use href="#s" width="50" height="50"/>',
      ),
    ],
    [
      'a size and no view box',
      '<svg xmlns="http://www.w3.org/2000/svg" width="50px" height="50px"><rect width="50" height="50" fill="#00f"/></svg>',
    ],
    [
      'neither size nor view box',
      '<svg xmlns="http://www.w3.org/2000/svg"><rect width="50" height="50" fill="#00f"/></svg>',
    ],
  ])('%s', async (_, svg) => {
    expect([...(await draw(svg)).slice(3 * 1275, 3 * 1276)]).toEqual([0, 0, 255])
  })

  test('UTF-16 and ISO 8859-1', async () => {
    expect([
      ...(
        await draw(Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${wrap(rect)}`, 'utf16le'))
      ).slice(0, 3),
    ]).toEqual([0, 0, 255])
    expect([
      ...(
        await draw(
          Buffer.from(
            `<?xml version="1.0" encoding="ISO-8859-1"?>${wrap(`<desc>caf\u00e9</desc>${rect}`)}`,
            'latin1',
          ),
        )
      ).slice(0, 3),
    ]).toEqual([0, 0, 255])
  })

  test('an image that the file carries itself', async () => {
    const png = await sharp({ create: { width: 5, height: 5, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer()
    expect(
      isRed(
        await draw(
          wrap(`<image width="50" height="50" href="data:image/png;base64,${png.toString('base64')}"/>`),
        ),
      ),
    ).toBe(true)
  })

  test('sizes in units, and from the view box', async () => {
    const size = async (attributes: string): Promise<number[]> => {
      const found = await inspectImage(
        text(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect width="9" height="9"/></svg>`),
      )
      return found.status === 'readable' ? [found.width, found.height] : []
    }
    expect(await size('width="1in" height="72pt"')).toEqual([96, 96])
    expect(await size('width="100%" height="100%" viewBox="0 0 30 40"')).toEqual([30, 40])
    expect(await size('width="15" viewBox="0 0 30 40"')).toEqual([15, 20])
    expect(await size('viewBox="0,0,30,40"')).toEqual([30, 40])
    expect(await size('width="0" height="0" viewBox="0 0 0 0"')).toEqual([9, 9])
  })

  test('text is written back as it was read', () => {
    const svg = wrap(`<text x="1">a &lt; b &amp; c &#233; "q" 'p' ]]&gt;</text>`)
    expect(clean(clean(svg))).toBe(clean(svg))
    expect(clean(svg)).toContain('a &lt; b &amp; c é')
  })
})

test('CSS keeps its own references and loses the others', () => {
  expect(cleanCss('a{fill:url(#g)}')).toBe('a{fill:url(#g)}')
  expect(cleanCss('a{fill:url( "#g" )}')).toBe('a{fill:url( "#g" )}')
  expect(cleanCss('a{fill:url(x.svg#g);stroke:red}')).toBe('a{fill:none;stroke:red}')
  expect(cleanCss('@import "x.css";a{b:c}')).toBe('a{b:c}')
  expect(cleanCss('a{fill:URL(x.svg')).toBe('a{fill:none')
  expect(cleanCss('@font-face{src:url(x)}a{b:c}')).toBe('a{b:c}')
  expect(cleanCss('a{fill:\\75rl(x)}')).toBe('')
})
