import { createApp, createSSRApp } from 'vue'
import App from './App.vue'

// The dev server sends the page without what the server renders.
const rendered = document.getElementById('app').firstElementChild !== null
const app = rendered ? createSSRApp(App) : createApp(App)
app.mount('#app')
