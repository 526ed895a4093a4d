// The plugin as people install it, which is other files than those that the workspace runs.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const packages = join(import.meta.dirname, '../../packages')

/**
 * @param {string} folder
 *   Gets a `node_modules`.
 * @returns {string}
 *   The plugin's file.
 */
export function installPlugin(folder) {
  const modules = join(folder, 'node_modules')
  const own = ['core', 'vite-plugin'].map((name) => {
    const path = join(packages, name)
    return { path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) }
  })
  for (const { path, manifest } of own) {
    execFileSync('npx', ['-y', 'pnpm@12.21.0', 'run', 'prepack'], { cwd: path, stdio: 'ignore' })
    const to = join(modules, manifest.name)
    mkdirSync(to, { recursive: true })
    cpSync(join(path, 'bundle'), join(to, 'bundle'), { recursive: true })
    writeFileSync(join(to, 'package.json'), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
    const others = Object.keys(manifest.dependencies).filter(
      (name) => !own.some((one) => one.manifest.name === name),
    )
    for (const name of others) {
      const link = join(to, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(path, 'node_modules', name), link)
    }
  }
  const plugin = own.at(-1).manifest
  return join(modules, plugin.name, plugin.publishConfig.exports['.'].default)
}
