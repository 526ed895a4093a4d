import { expect, test } from 'vitest'
import { stableAddress } from '../../src/report/identity.ts'

test.each([
  ['/assets/lens-BxK29dJ1.svg', '/assets/lens.svg'],
  ['lens.3f2c9a1b.svg', 'lens.svg'],
  ['/_next/static/media/lens.3f2c9a1bd04e6677.png', '/_next/static/media/lens.png'],
  ['a-b_c9D-e1.tar.gz', 'a.tar.gz'],
  ['lens.svg?v=12', 'lens.svg'],
  ['lens.svg?w=200&v=12#x', 'lens.svg?w=200#x'],
  ['lens.svg?t=1&w=200', 'lens.svg?w=200'],
  // Words, dates and names of cameras stay.
  ['icon-calendar.svg', 'icon-calendar.svg'],
  ['hero-mountains.jpg', 'hero-mountains.jpg'],
  ['IMG-20230101.jpg', 'IMG-20230101.jpg'],
  ['photo.php?id=7', 'photo.php?id=7'],
  ['', ''],
])('%s', (address, stable) => {
  expect(stableAddress(address)).toBe(stable)
})
