/** The sentence that refuses settings: each fault on a line of its own, by the name of the setting, without its value. */
export function unusable(faults: readonly string[]): string {
  return `The settings are not usable:\n  ${faults.join('\n  ')}`
}
