// axe-core in jsdom: a DOM with style sheets and without layout.
import { createRequire } from 'node:module'
import { answering, question } from './axe.mjs'
import { openDocument } from './document.mjs'

const axe = createRequire(import.meta.url)('axe-core')

export async function openAxeInJsdom() {
  return {
    id: 'axe-jsdom',
    title: 'axe-core, jsdom',
    browser: false,
    async answer(item) {
      const { window } = openDocument(item.html)
      try {
        window.eval(axe.source)
        window.axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })
        return await window.eval(answering)(question(item))
      } finally {
        window.close()
      }
    },
    async close() {},
  }
}
