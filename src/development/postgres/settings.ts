import { host } from './port.ts'

/** Any of these may be overridden. Errors are logged without the values and statements they are about. */
const defaults = {
  shared_buffers: '256MB',
  max_connections: '100',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
}

/** These may not: the server is for this machine only, and what is committed is on disk. */
const fixed = {
  listen_addresses: host,
  unix_socket_directories: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
}

/** The settings of a server on this port. */
export function serverSettings(wanted: Record<string, string>, port: number): Record<string, string> {
  return { ...defaults, ...wanted, ...fixed, port: String(port) }
}
