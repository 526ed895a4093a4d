// The packages as they would be published, for whoever installs them as a user would.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

/**
 * Packs every package into a folder. They have to be built.
 *
 * @param {string} folder
 * @returns {{ manifest: any, tarball: string }[]}
 *   What stands in each package's `package.json`, and its tarball's path.
 */
export function packPackages(folder) {
  return readdirSync(join(root, 'packages')).map((name) => {
    const path = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    execFileSync('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], {
      cwd: path,
      stdio: 'ignore',
    })
    const packed = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`
    return { manifest, tarball: join(folder, packed) }
  })
}
