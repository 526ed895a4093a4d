import altwright from 'vite-plugin-altwright'
import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'Fernhill walks',
  locales: {
    root: { label: 'English', lang: 'en' },
    fr: { label: 'Français', lang: 'fr' },
  },
  themeConfig: {
    nav: [{ text: 'Routes', link: '/routes' }],
  },
  vite: {
    plugins: [
      altwright({ html: false, emptyMarkdownAlt: 'missing' }),
    ],
    define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: true },
  },
})
