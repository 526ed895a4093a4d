/** What findings are coloured with; picocolors and Node's `styleText` fit. */
export interface Colors {
  readonly bold: Paint
  readonly dim: Paint
  readonly underline: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly blue: Paint
  readonly cyan: Paint
}

type Paint = (text: string) => string

const as = (text: string) => text

/** No colours at all. */
export const noColors: Colors = {
  bold: as,
  dim: as,
  underline: as,
  red: as,
  green: as,
  yellow: as,
  blue: as,
  cyan: as,
}
