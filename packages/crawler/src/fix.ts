// Apart from the crawler, so that a build that fixes its output does not load a browser's driver.
export { type FixOptions, fix } from './pages/fix.ts'
