import { fix } from 'altwright/fix'
import altwright from 'vite-plugin-altwright'
import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'Fernhill walks',
  themeConfig: {
    nav: [{ text: 'Routes', link: '/routes' }],
  },
  vite: {
    plugins: [
      altwright({ html: false }),
    ],
    define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: true },
  },
  buildEnd: ({ outDir }) => fix(outDir, { root: 'docs' }),
})
