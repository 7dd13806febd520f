/** The characters that a password in an address has in another form: `/` is `%2F`. */
const toEncode = /[/?#@[\]\s%]/

/** Addresses in which a login and a password stand; those of the web have none. */
const withLogin = /^(?:postgres|postgresql|smtp|smtps):\/\/(.*)$/is

/**
 * What is wrong with how an address was written, in words that say what to do; undefined where nothing is. An address with a password
 * that was not URL-encoded may still be one, of another host or another database.
 */
export function reasonAgainstAddress(text: string): string | undefined {
  if (/^(['"]).*\1$/.test(text))
    return 'has quotes around it; take them away (a file for `docker run --env-file` takes none)'
  if (/^\s|\s$/.test(text)) return 'has a space or a line break around it; take it away'
  const [, authority = ''] = withLogin.exec(text) ?? []
  const userinfo = authority.slice(0, Math.max(0, authority.lastIndexOf('@')))
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(userinfo) ?? []
  const login = userinfo.split(':', 1)[0] ?? ''
  if ([login, password].some((part) => toEncode.test(part.replace(/%[0-9a-f]{2}/gi, ''))))
    return 'has a login or password that is not URL-encoded: in an address / is %2F, ? is %3F, # is %23, @ is %40, [ is %5B, ] is %5D and % is %25'
  return undefined
}
