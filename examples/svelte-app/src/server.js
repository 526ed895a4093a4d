import { render as renderApp } from 'svelte/server'
import App from './App.svelte'

export async function render() {
  const { body } = await renderApp(App)
  return body
}
