import { hydrate, mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
// The dev server sends the page without what the server renders.
if (target.firstElementChild === null) mount(App, { target })
else hydrate(App, { target })
