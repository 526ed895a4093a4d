// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the components that are read.
import { judge } from '@altwright/core'
import { imagesFromSvelte, type ProgramNode } from '@altwright/core/components'
import { parse } from 'svelte/compiler'
import { describe, expect, test } from 'vitest'

function read(source: string) {
  return imagesFromSvelte(source, parse(source, { modern: true }) as unknown as ProgramNode)
}

function rules(markup: string): string[] {
  return read(markup).images.map((facts) => {
    const judgement = judge(facts)
    const alt = judgement.verdict === 'write' ? ` “${judgement.alt}”` : ''
    const said = facts.suppressions.map(({ reason }) => ` (${reason})`).join('')
    return `${judgement.verdict} ${judgement.rule}${alt}${facts.kind === 'suppression' ? '' : said}`
  })
}

describe('what an image of a Svelte component needs', () => {
  test.each([
    ['an image alone', '<img src="/a.svg">', ['caption image-alt']],
    ['an empty alt', '<img src="/a.svg" alt="">', ['keep author-decorative']],
    ['a bare alt', '<img src="/a.svg" alt>', ['keep author-decorative']],
    ['an alt', '<img src="/a.svg" alt="Fern">', ['keep named']],
    ['a computed alt', '<img src="/a.svg" alt={alt}>', ['keep dynamic-alt']],
    ['an alt that is left out', '<img src="/a.svg" alt={undefined}>', ['flaw image-alt']],
    ['an alt that is the word', '<img src="/a.svg" alt={true}>', ['flaw image-alt']],
    ['a computed alt, short', '<img src="/a.svg" {alt}>', ['keep dynamic-alt']],
    ['a computed part of an alt', '<img src="/a.svg" alt="Fern {name}">', ['keep dynamic-alt']],
    ['a bound alt', '<img src="/a.svg" bind:alt>', ['keep dynamic-alt']],
    ['a spread', '<img src="/a.svg" {...rest}>', ['keep dynamic-alt']],
    ['hidden', '<img src="/a.svg" aria-hidden={true}>', ['keep not-exposed']],
    ['not hidden', '<img src="/a.svg" hidden={false}>', ['caption image-alt']],
    ['enhanced', '<enhanced:img src="./a.png" />', ['caption image-alt']],
    ['a computed address', '<img src={url}>', ['review dynamic-source']],
    [
      'at times',
      '{#if a}<img src="/a.svg">{:else}<img src="/b.svg">{/if}',
      ['caption image-alt', 'caption image-alt'],
    ],
    [
      'in a loop',
      '{#each all as a}<img src="/a.svg">{:else}<img src="/b.svg">{/each}',
      ['caption image-alt', 'caption image-alt'],
    ],
    ['once there', '{#await p then q}<img src="/a.svg">{/await}', ['caption image-alt']],
    ['in a snippet', '{#snippet s()}<img src="/a.svg">{/snippet}', ['caption image-alt']],
    ['beside text in a link', '<a href="/c"><img src="/a.svg"> Cart</a>', ['write beside-text “”']],
    ['beside text that is computed', '<a href="/c"><img src="/a.svg"> {t}</a>', ['review computed-text']],
    ['beside text at times', '<a href="/c"><img src="/a.svg">{#if o}Cart{/if}</a>', ['review computed-text']],
    ['beside a snippet', '<button><img src="/a.svg">{@render children()}</button>', ['review computed-text']],
    ['beside markup', '<button><img src="/a.svg">{@html t}</button>', ['review computed-text']],
    ['beside a slot', '<button><img src="/a.svg"><slot /></button>', ['review computed-text']],
    ['alone in a link', '<a href="/c"><img src="/a.svg"><!-- Cart --></a>', ['review functional-image']],
    [
      'in a component that does something',
      '<Box onclick={go}><img src="/a.svg" /></Box>',
      ['review functional-image'],
    ],
    ['in a link component', '<Link href="/"><img src="/a.svg" /> Home</Link>', ['write beside-text “”']],
    ['a component of that name', '<Img src="/a.svg" />', []],
    ['an element of any name', '<svelte:element this="img" src="/a.svg" />', []],
    [
      'a comment before',
      '<!-- altwright-ignore: ads -->{#if x}<img src="/a.svg">{/if}',
      ['caption image-alt (ads)', 'keep suppression'],
    ],
    ['a button that is filled', '<button bind:textContent={t}></button>', []],
  ])('%s', (_, markup, expected) => {
    expect(rules(markup).sort()).toEqual([...expected].sort())
  })
})

describe('the address of an image', () => {
  const sources = (markup: string, script: string) => {
    const { images, fromModule } = read(`<script lang="ts">${script}</script>\n${markup}`)
    return images.map(({ source: { url, from } }) =>
      url === undefined ? from : `${fromModule.has(url) ? 'module' : 'page'} ${url}`,
    )
  }

  test.each([
    ['an import', "import a from './a.png'", '<img src={a}>', 'module ./a.png'],
    ['an import in quotes', "import a from '$lib/a.png'", '<img src="{a}">', 'module $lib/a.png'],
    ['an import, short', "import src from './a.png'", '<img {src}>', 'module ./a.png'],
    ['a path of the app', "import { base } from '$app/paths'", '<img src="{base}/a.png">', 'page /a.png'],
    ['a constant', "const a: string = '/a.png'", '<img src={a}>', 'page /a.png'],
    ['enhanced', '', '<enhanced:img src="./a.png?w=400" />', 'module ./a.png?w=400'],
    ['relative', '', '<img src="./a.png">', 'page ./a.png'],
    ['a variable', "let a = '/a.png'", '<img src={a}>', 'dynamic'],
    [
      'a name that a loop hides',
      "import a from './a.png'",
      '{#each all as a}<img src={a}>{/each}',
      'dynamic',
    ],
    [
      'a name that a snippet hides',
      "import a from './a.png'",
      '{#snippet s({ a })}<img src={a}>{/snippet}',
      'dynamic',
    ],
    [
      'a name that a constant hides',
      "import a from './a.png'",
      '{#if x}{@const a = b()}<img src={a}>{/if}',
      'dynamic',
    ],
    ['a name that a slot hides', "import a from './a.png'", '<X let:a><img src={a}></X>', 'dynamic'],
  ])('%s', (_, script, markup, expected) => {
    expect(sources(markup, script)).toEqual([expected])
  })
})

test('says where an image is', () => {
  const source = '<p>é😀 <img\r\n class={a > b} src="/a.svg" /></p>'
  const [image] = read(source).images
  expect(image?.place).toEqual({ line: 1, column: 8, offset: source.indexOf('<img') })
  expect(image?.markup).toBe('<img\r\n class={a > b} src="/a.svg" />')
})
