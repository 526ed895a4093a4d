import createMDX from '@next/mdx'

const withMDX = createMDX({
  options: {
    rehypePlugins: [['rehype-altwright', { language: 'en' }]],
  },
})

export default withMDX({
  output: 'export',
  pageExtensions: ['jsx', 'mdx'],
  trailingSlash: true,
})
