import { join } from 'node:path'
import { compile } from '@mdx-js/mdx'
import rehypeRaw from 'rehype-raw'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { describe, expect, test } from 'vitest'
import rehypeAltwright, { type Options } from '../dist/index.js'
import { fakeCaptioner, folder } from './pipeline.ts'

const filled = 'alt="Map icon" data-alt-source="generated"'

/** What MDX makes of a document beside `map.svg`, as JSX: each thing that it renders on a line of its own. */
async function rendered(value: string, options: Options = {}) {
  const root = folder({ 'map.svg': 'caption:map icon', 'public/map.svg': 'caption:map icon' })
  const all = { root, openCaptioner: fakeCaptioner().open, ...options }
  const input = new VFile({ path: join(root, 'a.mdx'), value })
  const file = await compile(input, { jsx: true, rehypePlugins: [[rehypeAltwright, all]] })
  const jsx = /return <>(.*)<\/>;/.exec(String(file))?.[1] ?? /return (<.*>);/.exec(String(file))?.[1] ?? ''
  return {
    jsx: jsx.replaceAll('_components.', '').split('{"\\n"}'),
    messages: file.messages.map(
      ({ line, column, ruleId, fatal }) => `${line}:${column} ${ruleId} ${fatal ?? 'info'}`,
    ),
  }
}

describe('MDX, compiled', () => {
  test.each([
    ['<img src="./map.svg" />', `<img src="./map.svg" ${filled} />`],
    ['Text <img src="/map.svg" /> on', `<p>{"Text "}<img src="/map.svg" ${filled} />{" on"}</p>`],
    ['![A map](./map.svg)', '<p><img src="./map.svg" alt="A map" /></p>'],
    ['<Figure><img src="./map.svg" /></Figure>', `<Figure><img src="./map.svg" ${filled} /></Figure>`],
    ["<img src={'./map.svg'} />", `<img src={'./map.svg'} ${filled} />`],
    ["<img src={require('./map.svg').default} />", `<img src={require('./map.svg').default} ${filled} />`],
    [
      "<img src={require('!x?a!y!./map.svg').default} />",
      `<img src={require('!x?a!y!./map.svg').default} ${filled} />`,
    ],
    [
      "<img src={require('./map.svg').default + '#a'} />",
      `<img src={require('./map.svg').default + '#a'} ${filled} />`,
    ],
    ['{on && <img src="./map.svg" />}', `{on && <img src="./map.svg" ${filled} />}`],
    [
      '{all.map((one) => <li><img src="./map.svg" />{one}</li>)}',
      `{all.map(one => <li><img src="./map.svg" ${filled} />{one}</li>)}`,
    ],
    [
      '<a href="/x"><img src="./map.svg" /> There</a>',
      '<a href="/x"><img src="./map.svg" alt="" />{" There"}</a>',
    ],
  ])('%s', async (value, expected) => {
    const { jsx, messages } = await rendered(value)
    expect(jsx).toEqual([expected])
    expect(messages).toEqual([])
  })

  test('follows what a document imports and names', async () => {
    const { jsx, messages } = await rendered(
      "import map from './map.svg'\nexport const other = '/map.svg'\n\n<img src={map} />\n\n<img src={map.src} />\n\n<img src={other} />",
    )
    expect(jsx).toEqual([
      `<img src={map} ${filled} />`,
      `<img src={map.src} ${filled} />`,
      `<img src={other} ${filled} />`,
    ])
    expect(messages).toEqual([])
  })

  test('leaves alone what is computed, and says so', async () => {
    const value = [
      "import away from '@site/map.svg'",
      '<img src="./map.svg" alt={words} />',
      '<img src="./map.svg" {...rest} />',
      '<img src={away} />',
      '<img src={props.src} />',
      '<a href="/x"><img src="./map.svg" />{label}</a>',
    ]
    const { jsx, messages } = await rendered(value.join('\n\n'))
    expect(jsx).toEqual(value.slice(1))
    expect(messages).toEqual([
      '3:1 dynamic-alt info',
      '5:1 dynamic-alt info',
      '7:1 dynamic-source false',
      '9:1 dynamic-source false',
      '11:14 computed-text false',
    ])
  })

  test('writes into components that the settings take for images', async () => {
    const value = '<Picture src="./map.svg" />\n\n<Ui.Picture src="./map.svg" />\n\n<Other src="./map.svg" />'
    expect((await rendered(value)).jsx).toEqual(value.split('\n\n'))
    const { jsx, messages } = await rendered(value, { components: ['Picture', 'Ui.Picture'] })
    expect(jsx).toEqual([
      `<Picture src="./map.svg" ${filled} />`,
      `<Ui.Picture src="./map.svg" ${filled} />`,
      '<Other src="./map.svg" />',
    ])
    expect(messages).toEqual([])
  })

  test('hears comments that suppress', async () => {
    const { jsx, messages } = await rendered(
      '{/* altwright-ignore: of no use here */}\n\n<img src="./map.svg" />',
    )
    expect(jsx).toEqual(['{}', '<img src="./map.svg" />'])
    expect(messages).toEqual([])
  })

  test('takes an empty Markdown alt for missing where it is told to, and an authored one for an answer', async () => {
    const value = '![](./map.svg)\n\n<img src="./map.svg" alt="" />'
    expect((await rendered(value)).jsx).toEqual([
      '<p><img src="./map.svg" alt="" /></p>',
      '<img src="./map.svg" alt="" />',
    ])
    const { jsx } = await rendered(value, { emptyMarkdownAlt: 'missing' })
    expect(jsx).toEqual([`<p><img src="./map.svg" ${filled} /></p>`, '<img src="./map.svg" alt="" />'])
  })

  test('an image that a plugin made is told where it stands in', async () => {
    const root = folder({})
    const withoutPlaces = () => (tree: { children: { children?: object[] }[] }) => {
      tree.children[0]?.children?.push({
        type: 'mdxJsxTextElement',
        name: 'img',
        attributes: [{ type: 'mdxJsxAttribute', name: 'src', value: './gone.svg' }],
        children: [],
      })
    }
    const input = new VFile({ path: join(root, 'a.mdx'), value: '\n\nSome text' })
    const file = await compile(input, { rehypePlugins: [withoutPlaces, [rehypeAltwright, { root }]] })
    expect(file.messages.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, 1, 'There is no such file.'],
    ])
  })
})

test('Markdown with tables, references and raw HTML', async () => {
  const root = folder({ 'map.svg': 'caption:map icon' })
  const options = { root, openCaptioner: fakeCaptioner().open, emptyMarkdownAlt: 'missing' } as const
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    .use(rehypeAltwright, options)
    .use(rehypeStringify)
  const render = async (value: string) => String(await processor.process({ path: join(root, 'a.md'), value }))
  expect(await render('| a |\n| - |\n| ![](map.svg) |')).toContain(`<td><img src="map.svg" ${filled}></td>`)
  expect(await render('![][m]\n\n[m]: map.svg')).toBe(`<p><img src="map.svg" ${filled}></p>`)
  expect(await render('![a map][m]\n\n[m]: map.svg')).toBe('<p><img src="map.svg" alt="a map"></p>')
  expect(await render('[![](map.svg)](/x)')).toBe('<p><a href="/x"><img src="map.svg" alt=""></a></p>')
  expect(await render('<p><img src="map.svg"><img src="map.svg" alt=""></p>')).toBe(
    `<p><img src="map.svg" ${filled}><img src="map.svg" alt=""></p>`,
  )
})
