// Which packs there are, and how each one's file names become a plain glyph name.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))

/** Monochrome packs: folder → style, and the affixes of a file name that say only its style. */
const mono = [
  { pack: 'lucide', folders: { outline: 'lucide-static/icons' } },
  { pack: 'tabler', folders: { outline: '@tabler/icons/icons/outline', filled: '@tabler/icons/icons/filled' } },
  { pack: 'mdi', folders: { filled: '@mdi/svg/svg' }, suffix: /-outline$/ },
  { pack: 'fontawesome', folders: { solid: '@fortawesome/fontawesome-free/svgs/solid', regular: '@fortawesome/fontawesome-free/svgs/regular', brands: '@fortawesome/fontawesome-free/svgs/brands' } },
  { pack: 'bootstrap', folders: { outline: 'bootstrap-icons/icons' }, suffix: /-fill$/ },
  { pack: 'phosphor', folders: { regular: '@phosphor-icons/core/assets/regular', bold: '@phosphor-icons/core/assets/bold', fill: '@phosphor-icons/core/assets/fill' }, suffix: /-(bold|fill)$/ },
  { pack: 'material', folders: { filled: '@material-design-icons/svg/filled', outlined: '@material-design-icons/svg/outlined', round: '@material-design-icons/svg/round' } },
  { pack: 'ant', folders: { filled: '@ant-design/icons-svg/inline-svg/filled', outlined: '@ant-design/icons-svg/inline-svg/outlined' } },
  { pack: 'feather', folders: { outline: 'feather-icons/dist/icons' } },
  { pack: 'iconoir', folders: { regular: 'iconoir/icons/regular', solid: 'iconoir/icons/solid' } },
  { pack: 'ionicons', folders: { filled: 'ionicons/dist/svg' }, suffix: /-(outline|sharp)$/ },
  { pack: 'eva', folders: { fill: 'eva-icons/fill/svg', outline: 'eva-icons/outline/svg' }, suffix: /-outline$/ },
  { pack: 'boxicons', folders: { regular: 'boxicons/svg/regular', solid: 'boxicons/svg/solid', logos: 'boxicons/svg/logos' }, prefix: /^bx[sl]?-/ },
  { pack: 'fluent', folders: { regular: '@fluentui/svg-icons/icons' }, only: /_24_(regular|filled)$/, suffix: /-24-(regular|filled)$/ },
  { pack: 'simple', folders: { logos: 'simple-icons/icons' } },
  // Never trained on.
  { pack: 'heroicons', held: true, folders: { outline: 'heroicons/24/outline', solid: 'heroicons/24/solid' } },
  { pack: 'octicons', held: true, folders: { outline: '@primer/octicons/build/svg' }, only: /-24$/, suffix: /(-fill)?-24$/ },
  { pack: 'carbon', held: true, folders: { outline: '@carbon/icons/svg/32' }, suffix: /-(filled|outline|solid|alt)$/ },
]

const colour = [
  { pack: 'flag-icons', kind: 'flag', folders: { rect: 'flag-icons/flags/4x3', square: 'flag-icons/flags/1x1' } },
  { pack: 'circle-flags', kind: 'flag', folders: { circle: 'circle-flags/flags' } },
  { pack: 'country-flag-icons', kind: 'flag', held: true, folders: { rect: 'country-flag-icons/3x2' } },
  { pack: 'twemoji', kind: 'emoji', folders: { emoji: '@twemoji/svg' } },
]

/**
 * Monochrome packs in Iconify's form. `suffix` takes away what says only the style; where one is missing the names carry none.
 * They widen the drawing styles: one drawing of each name is in, two where filled and outlined differ.
 */
const iconifyMono = [
  { pack: 'akar-icons', suffix: /-fill$/ },
  { pack: 'basil', suffix: /-(outline|solid)$/ },
  { pack: 'bytesize' },
  { pack: 'charm' },
  { pack: 'ci' },
  { pack: 'cil' },
  { pack: 'clarity', suffix: /-(solid|line|outline)$/ },
  { pack: 'codicon', suffix: /-filled$/ },
  { pack: 'cuida', suffix: /-outline$/ },
  { pack: 'ep', suffix: /-filled$/ },
  { pack: 'f7', suffix: /-fill$/ },
  { pack: 'fe' },
  { pack: 'flowbite', suffix: /-(outline|solid)$/ },
  { pack: 'fluent-mdl2', suffix: /-solid$/ },
  { pack: 'fontisto' },
  { pack: 'foundation' },
  { pack: 'gg' },
  { pack: 'gravity-ui', suffix: /-fill$/ },
  { pack: 'grommet-icons' },
  { pack: 'hugeicons', suffix: /-\d\d$/ },
  { pack: 'humbleicons' },
  { pack: 'icon-park-outline' },
  { pack: 'icon-park-solid' },
  { pack: 'iconamoon', only: /-(bold|fill|light)$/, suffix: /-(bold|fill|light)$/ },
  { pack: 'jam', suffix: /-f$/ },
  { pack: 'lets-icons', suffix: /-(light|duotone|duotone-line|fill)$/ },
  { pack: 'lineicons' },
  { pack: 'lsicon', suffix: /-(outline|filled)$/ },
  { pack: 'mage', suffix: /-fill$/ },
  { pack: 'majesticons', suffix: /-line$/ },
  { pack: 'maki', only: /^(?!.*-11$)/ },
  { pack: 'material-symbols', only: /-rounded$/, suffix: /-(outline-)?rounded$/ },
  { pack: 'material-symbols-light', only: /-outline$/, suffix: /-outline$/ },
  { pack: 'meteor-icons' },
  { pack: 'mi' },
  { pack: 'mingcute', suffix: /-(line|fill)$/ },
  { pack: 'mynaui', suffix: /-solid$/ },
  { pack: 'nimbus' },
  { pack: 'oi' },
  { pack: 'ooui', only: /^(?!.*-rtl$)/, suffix: /-ltr$/ },
  { pack: 'oui' },
  { pack: 'pajamas' },
  { pack: 'pepicons-pop', suffix: /-filled$/ },
  { pack: 'prime' },
  { pack: 'proicons' },
  { pack: 'qlementine-icons', only: /-16$/, suffix: /-16$/ },
  { pack: 'quill' },
  { pack: 'radix-icons' },
  { pack: 'si', suffix: /-(line|duotone|fill)$/ },
  { pack: 'simple-line-icons' },
  { pack: 'solar', only: /-(linear|bold|broken|bold-duotone)$/, suffix: /-(linear|broken|bold-duotone|bold)$/ },
  { pack: 'stash', suffix: /-(duotone|solid|light)$/ },
  { pack: 'system-uicons' },
  { pack: 'tdesign', suffix: /-filled$/ },
  { pack: 'teenyicons', suffix: /-(outline|solid)$/ },
  { pack: 'uiw', suffix: /-o$/ },
  { pack: 'vaadin', suffix: /-o$/ },
  { pack: 'weui', suffix: /-(outlined|filled)$/ },
  { pack: 'zondicons', suffix: /-outline$/ },
].map((row) => ({ ...row, kind: 'icon', style: 'iconify', file: `@iconify-json/${row.pack}/icons.json` }))

const iconify = [
  { pack: 'noto', kind: 'emoji', file: '@iconify-json/noto/icons.json' },
  { pack: 'fluent-emoji', kind: 'emoji', held: true, file: '@iconify-json/fluent-emoji-flat/icons.json' },
  { pack: 'logos', kind: 'logo', file: '@iconify-json/logos/icons.json' },
  { pack: 'devicon', kind: 'logo', held: true, file: '@iconify-json/devicon/icons.json' },
]

function* folderGlyphs(packs, kind) {
  for (const { pack, held = false, folders, only, prefix, suffix, kind: own } of packs) {
    for (const [style, folder] of Object.entries(folders)) {
      for (const file of readdirSync(join(modules, folder)).filter((name) => name.endsWith('.svg')).sort()) {
        const base = file.slice(0, -4)
        if (only && !only.test(base)) continue
        let name = base.toLowerCase().replace(/_|--/g, '-')
        if (prefix) name = name.replace(prefix, '')
        if (suffix) name = name.replace(suffix, '')
        yield { pack, style, name, file: base, held, kind: own ?? kind, svg: () => readFileSync(join(modules, folder, file), 'utf8') }
      }
    }
  }
}

function* iconifyGlyphs(packs) {
  for (const { pack, kind, style = 'colour', held = false, file, only, suffix } of packs) {
    const set = JSON.parse(readFileSync(join(modules, file), 'utf8'))
    for (const [own, icon] of Object.entries(set.icons)) {
      if (icon.hidden || (only && !only.test(own))) continue
      const name = suffix ? own.replace(suffix, '') : own
      const width = icon.width ?? set.width ?? 16
      const height = icon.height ?? set.height ?? 16
      const box = `${icon.left ?? 0} ${icon.top ?? 0} ${width} ${height}`
      yield { pack, style, name, file: own, held, kind, svg: () => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${box}">${icon.body}</svg>` }
    }
  }
}

/** Every glyph of every pack: monochrome ones first, then coloured ones. */
export const monoGlyphs = () => [...folderGlyphs(mono, 'icon'), ...iconifyGlyphs(iconifyMono)]
export const colourGlyphs = () => [...folderGlyphs(colour), ...iconifyGlyphs(iconify)]
