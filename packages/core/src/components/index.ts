export type { ComponentImages } from './component.ts'
export { imagesFromJsx } from './jsx.ts'
export type { ProgramNode } from './program.ts'
