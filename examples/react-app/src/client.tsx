import { StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { App } from './App.tsx'

const root = document.getElementById('app') as HTMLElement
const app = (
  <StrictMode>
    <App />
  </StrictMode>
)
// The dev server sends the page without what the server renders.
if (root.firstElementChild === null) createRoot(root).render(app)
else hydrateRoot(root, app)
