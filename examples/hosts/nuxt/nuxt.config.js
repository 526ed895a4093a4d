import altwright from 'vite-plugin-altwright'

export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  app: {
    head: { htmlAttrs: { lang: 'en' }, title: 'Fernhill walks' },
  },
  vite: {
    plugins: [
      altwright({ html: false, root: '..', publicDirs: ['public'] }),
    ],
    define: { __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: true },
  },
})
