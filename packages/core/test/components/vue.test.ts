// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the components that are read.
import { judge } from '@altwright/core'
import { imagesFromVue, type ProgramNode, type VueNode } from '@altwright/core/components'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { parse } from 'vue/compiler-sfc'

function read(source: string) {
  const { descriptor } = parse(source, { sourceMap: false })
  const setup = descriptor.scriptSetup === null ? [] : [descriptor.script, descriptor.scriptSetup]
  const programs = setup.flatMap((script) =>
    script === null ? [] : [parseAst(script.content, { lang: 'ts' }) as unknown as ProgramNode],
  )
  return imagesFromVue(source, descriptor.template?.ast as unknown as VueNode, programs)
}

function rules(markup: string): string[] {
  return read(`<template>\n${markup}\n</template>`).images.map((facts) => {
    const judgement = judge(facts)
    const alt = judgement.verdict === 'write' ? ` “${judgement.alt}”` : ''
    const said = facts.suppressions.map(({ reason }) => ` (${reason})`).join('')
    return `${judgement.verdict} ${judgement.rule}${alt}${facts.kind === 'suppression' ? '' : said}`
  })
}

describe('what an image of a Vue template needs', () => {
  test.each([
    ['an image alone', '<img src="/a.svg">', ['caption image-alt']],
    ['an empty alt', '<img src="/a.svg" alt>', ['keep author-decorative']],
    ['an alt', '<img alt="Fern" src="/a.svg">', ['keep named']],
    ['a bound alt', '<img src="/a.svg" :alt="alt">', ['keep dynamic-alt']],
    ['a bound alt, short', '<img src="/a.svg" :alt>', ['keep dynamic-alt']],
    ['a bound alt, long', '<img src="/a.svg" v-bind:alt="alt">', ['keep dynamic-alt']],
    ['a bound object', '<img src="/a.svg" v-bind="all">', ['keep dynamic-alt']],
    ['a bound attribute of any name', '<img src="/a.svg" :[name]="x">', ['keep dynamic-alt']],
    ['an alt that is a text', `<img src="/a.svg" :alt="'Fern'">`, ['keep named']],
    ['a bound address', '<img :src="a">', ['review dynamic-source']],
    [
      'at times',
      '<img v-if="a" src="/a.svg"><img v-else src="/b.svg">',
      ['caption image-alt', 'caption image-alt'],
    ],
    ['in a loop', '<template v-for="a in all"><img src="/a.svg"></template>', ['caption image-alt']],
    ['in a slot', '<Card><template #cover><img src="/a.svg"></template></Card>', ['caption image-alt']],
    ['beside text in a link', '<a href="/c"><img src="/a.svg"> Cart</a>', ['write beside-text “”']],
    ['beside text that is computed', '<a href="/c"><img src="/a.svg"> {{ t }}</a>', ['review computed-text']],
    [
      'beside text at times',
      '<a href="/c"><img src="/a.svg"><b v-if="o">Cart</b></a>',
      ['review computed-text'],
    ],
    ['beside a directive', '<a href="/c"><img src="/a.svg"><b v-text="t"></b></a>', ['review computed-text']],
    ['beside a slot', '<button><img src="/a.svg"><slot /></button>', ['review computed-text']],
    ['alone in a link', '<a href="/c"><img src="/a.svg"><!-- Cart --></a>', ['review functional-image']],
    ['in a router’s link', '<RouterLink to="/"><img src="/a.svg"></RouterLink>', ['review functional-image']],
    [
      'in a router’s link, lower case',
      '<router-link :to="x"><img src="/a.svg"> Home</router-link>',
      ['write beside-text “”'],
    ],
    [
      'in a component that does something',
      '<UBox @click="go"><img src="/a.svg"></UBox>',
      ['review functional-image'],
    ],
    [
      'in a button with a bound label',
      '<button :aria-label="t"><img src="/a.svg"></button>',
      ['review computed-text'],
    ],
    ['a component of that name', '<Img src="/a.svg" />', []],
    [
      'a comment before',
      '<!-- altwright-ignore: ads --><img v-if="x" src="/a.svg">',
      ['caption image-alt (ads)', 'keep suppression'],
    ],
    ['a button that is filled', '<button v-html="t"></button>', []],
  ])('%s', (_, markup, expected) => {
    expect(rules(markup).sort()).toEqual([...expected].sort())
  })
})

describe('the address of an image', () => {
  const sources = (markup: string, script: string) => {
    const { images, fromModule } = read(`${script}\n<template>${markup}</template>`)
    return images.map(({ source: { url, from } }) =>
      url === undefined ? from : `${fromModule.has(url) ? 'module' : 'page'} ${url}`,
    )
  }
  const setup = (code: string) => `<script setup lang="ts">\n${code}\n</script>`

  test.each([
    ['relative', '', '<img src="./a.png">', 'module ./a.png'],
    ['an alias', '', '<img src="@/a.png">', 'module @/a.png'],
    ['a package', '', '<img src="~pkg/a.png">', 'module ~pkg/a.png'],
    ['public', '', '<img src="/a.png">', 'page /a.png'],
    ['bare', '', '<img src="a.png">', 'page a.png'],
    ['a set', '', '<img srcset="./a.png 1x, ./b.png 2x">', 'module ./b.png'],
    ['an import', setup("import a from './a.png'"), '<img :src="a">', 'module ./a.png'],
    ['an import, short', setup("import src from './a.png'"), '<img :src>', 'module ./a.png'],
    [
      'a URL',
      setup("const a: string = new URL('./a.png', import.meta.url).href"),
      '<img :src="a">',
      'module ./a.png',
    ],
    [
      'a picture of several',
      setup("import a from './a.png?w=200;400&as=picture'"),
      '<img :src="a.img.src">',
      'module ./a.png?w=200;400&as=picture',
    ],
    ['a field of something else', setup("import { a } from './a'"), '<img :src="a.img.src">', 'dynamic'],
    ['a text', '', `<img :src="'/a.png'">`, 'page /a.png'],
    [
      'a name that a loop hides',
      setup("import a from './a.png'"),
      '<img v-for="a in all" :src="a">',
      'dynamic',
    ],
    [
      'a name that a slot hides',
      setup("import a from './a.png'"),
      '<X #d="{ a }"><img :src="a"></X>',
      'dynamic',
    ],
    [
      'an import that the template does not see',
      "<script>import a from './a.png'</script>",
      '<img :src="a">',
      'dynamic',
    ],
    ['an expression', setup("import a from './a.png'"), '<img :src="x ? a : b">', 'dynamic'],
  ])('%s', (_, script, markup, expected) => {
    expect(sources(markup, script)).toEqual([expected])
  })
})

test('says where an image is in the file', () => {
  const source =
    '<script setup>\nconst s = "😀"\n</script>\r\n<template>\r\n  <p>é😀 <img\r\n :class="a > b" src="/a.svg" /></p>\r\n</template>'
  const [image] = read(source).images
  expect(image?.place).toEqual({ line: 5, column: 10, offset: source.indexOf('<img') })
  expect(image?.markup).toBe('<img\r\n :class="a > b" src="/a.svg" />')
})

test('takes for images what the settings name', () => {
  const source = '<template><lazy-image src="/a.svg"></lazy-image></template>'
  const template = parse(source, { sourceMap: false }).descriptor.template?.ast as unknown as VueNode
  const { images } = imagesFromVue(source, template, [], { components: ['lazy-image'] })
  expect(images.map((facts) => judge(facts).rule)).toEqual(['image-alt'])
})
