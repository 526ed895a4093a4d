/** Exit codes; 2 is for what could not run at all. */
export const exit = { clean: 0, findings: 1, failed: 2, interrupted: 130 } as const
