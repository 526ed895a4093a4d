import rehypeAltwright from 'rehype-altwright'

export default {
  title: 'Fernhill walks',
  url: 'https://fernhill.example',
  baseUrl: '/walks/',
  onBrokenLinks: 'throw',
  presets: [
    [
      'classic',
      {
        blog: false,
        theme: {},
        docs: {
          routeBasePath: '/',
          rehypePlugins: [[rehypeAltwright, { language: 'en', publicDirs: ['static'] }]],
        },
      },
    ],
  ],
}
