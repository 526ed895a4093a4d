export function useMDXComponents() {
  return {}
}
