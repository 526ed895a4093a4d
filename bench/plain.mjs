// How often does the rule for plain pictures take an icon, a flag or a logo for one that shows nothing?
//   node bench/plain.mjs <folder of SVG or PNG files> ...
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { readPicture } from '../packages/core/dist/pixels/picture.js'
import { plainness } from '../packages/core/dist/pixels/plain.js'

const side = 96
console.log('| folder | pictures | told plain | which |\n| --- | --- | --- | --- |')
for (const folder of process.argv.slice(2)) {
  const plain = []
  let pictures = 0
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (!['.svg', '.png', '.jpg', '.webp'].includes(extname(name)) || !(await stat(path)).isFile()) continue
    const picture = await readPicture(await readFile(path), { width: side, height: side })
    if (picture.status === 'unreadable') continue
    pictures += 1
    const kind = plainness(picture.rgb, side)
    if (kind !== undefined) plain.push(`${name} (${kind})`)
  }
  console.log(
    `| ${folder.split('/').slice(-3).join('/')} | ${pictures} | ${plain.length} | ${plain.slice(0, 12).join(', ')} |`,
  )
}
