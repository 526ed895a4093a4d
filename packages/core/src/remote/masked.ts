/** Names of query parameters that carry a right to something. `key` and `code` alone are common words, and say which page it is. */
const secretName =
  /^(?:x-(?:amz|goog|oss|cos)-(?:signature|credential|security-token)|(?:[\w-]*[_-])?(?:token|secret|signature|password|passwd|pwd|auth|session|sessionid|jwt|apikey|credentials?)|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|sig|sid|sso|jsessionid|phpsessid|awsaccesskeyid|(?:access|refresh|id|auth|session|csrf|xsrf)token)$/i

const parameter = /([?&;]|&amp;)([^=&#;?\s"'<>]{1,60})=([^&#;\s"'<>]+)/g
const userInfo = /(\b[a-z][a-z\d+.-]*:\/\/)[^/?#@\s"'<>]+@/gi

/** What stands for a secret. */
const mask = '***'

/**
 * A text with the secrets of the addresses in it left out: user and password, and the values of query parameters that are
 * called like a token, a key or a signature. Reports and logs are shown to people that the addresses were not meant for.
 */
export function masked(text: string): string {
  if (!/[=@]/.test(text)) return text
  return text.replace(userInfo, '$1').replace(parameter, (whole, start: string, name: string) => {
    return secretName.test(decoded(name)) ? `${start}${name}=${mask}` : whole
  })
}

/** Strings of plain data, to its depths. */
export function maskedDeep<T>(value: T): T {
  if (typeof value === 'string') return masked(value) as T
  if (Array.isArray(value)) return value.map(maskedDeep) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskedDeep(item)])) as T
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
