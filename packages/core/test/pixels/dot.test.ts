import sharp from 'sharp'
import { expect, test } from 'vitest'
import { mayBeDot } from '../../dist/pixels/dot.js'
import { inspectImage } from '../../dist/pixels/index.js'

const svg = (attributes: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><path d="M0 0h1v1z"/></svg>`)

const drawings = [
  'width="1" height="1"',
  'width="1px" height="1px"',
  'width="1" height="1" viewBox="0 0 24 24"',
  'width="1.4" height=\'1.4\'',
  'width="100%" height="100%" viewBox="0 0 1 1"',
  'viewBox="0 0 1 1"',
  'viewBox="0 0 1 24"',
  'width="0" height="1" viewBox="0 0 1 1"',
  'width="24" viewBox="0 0 1 1"',
  'width="0.5in" height="1"',
  `data-x=' width="24" height="24"' width="1" height="1"`,
  'width="1"',
  '',
]

test('what may be a dot is never said to be larger', async () => {
  for (const attributes of drawings) {
    const bytes = svg(attributes)
    const seen = await inspectImage(bytes)
    const isDot = seen.status === 'readable' && seen.width <= 1 && seen.height <= 1
    if (isDot) expect({ attributes, may: mayBeDot(bytes) }).toEqual({ attributes, may: true })
  }
  for (const format of ['png', 'gif', 'webp'] as const) {
    const create = { width: 1, height: 1, channels: 3, background: '#f00' } as const
    expect({ format, may: mayBeDot(await sharp({ create }).toFormat(format).toBuffer()) }).toEqual({
      format,
      may: true,
    })
  }
})

test('icons are known to be larger without being measured', async () => {
  expect(mayBeDot(svg('width="24" height="24"'))).toBe(false)
  expect(mayBeDot(svg('viewBox="0 0 24 24" fill="none"'))).toBe(false)
  expect(mayBeDot(Buffer.from(`<?xml version="1.0"?>\n${svg('viewBox="0 0 16 16"')}`))).toBe(false)
  const create = { width: 16, height: 16, channels: 3, background: '#f00' } as const
  expect(mayBeDot(await sharp({ create }).png().toBuffer())).toBe(false)
  expect(mayBeDot(await sharp({ create }).gif().toBuffer())).toBe(false)
})
