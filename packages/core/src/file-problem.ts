/** What the file system said, without the call and the path that only our code knows: `EACCES: permission denied`. */
export function fileProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, syscall, message } = error as NodeJS.ErrnoException
  return code !== undefined && syscall !== undefined ? message.split(`, ${syscall}`, 1).join() : message
}
