/** What decides about a document; a run whose documents are all as they were needs none of it. */
export async function loadDescribe() {
  const [{ describe }, { judgeFile }, { captionReader }] = await Promise.all([
    import('./describe/describe.ts'),
    import('./describe/look.ts'),
    import('./policy/compose.ts'),
  ])
  return { describe, judgeFile, captionReader }
}

/** Loads what reads and describes pages, for which the first of them that has changed else waits. */
export async function loadDescribing(): Promise<void> {
  await Promise.all([import('./html/read-images.ts'), loadDescribe()])
}
