/** The commands that a server answers with an address, or with a mail to it, in hand. */
const commandsWithAddress = ['RCPT TO', 'DATA']

/** Statuses of a server that refuses this client, its commands or everybody: nothing that another address would mend. */
const notOfTheAddress = [500, 502, 503, 504, 521, 530, 535, 538]

/** The same by their enhanced status (RFC 3463): 5.3 is the mail system, 5.7 its policy, such as `Relay access denied`. */
const enhancedNotOfTheAddress = /^5\d\d[ -]5\.[37]\./

/**
 * Whether an attempt at mail failed since the server refuses the address for good: a second one would get the same answer (RFC 5321,
 * 4.2.1). Every other failure is the server's own, also where it says 5xx: it is tried again, and the alarm rings.
 */
export function isRefusedForGood(error: unknown): boolean {
  const { responseCode, response, command } = error as Readonly<Record<string, unknown>>
  return (
    typeof responseCode === 'number' &&
    responseCode >= 500 &&
    typeof command === 'string' &&
    commandsWithAddress.includes(command) &&
    !notOfTheAddress.includes(responseCode) &&
    !(typeof response === 'string' && enhancedNotOfTheAddress.test(response))
  )
}
