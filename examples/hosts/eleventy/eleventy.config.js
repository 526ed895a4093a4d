import { fix } from 'altwright/fix'

export default function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy('img')
  eleventyConfig.on('eleventy.after', ({ directories, runMode }) => runMode === 'build' && fix(directories.output))
}
