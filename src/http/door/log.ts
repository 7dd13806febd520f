import { type DestinationStream, destination, type LoggerOptions, pino } from 'pino'
import { withoutBsn } from '../../identity/without-bsn.ts'

const quickLook = /\d(?:[ .-]?\d){8}/

/**
 * Takes numbers that pass the eleven-test out of every line before it leaves the process, in every place where they stand: deep in
 * an object, in a message, an error or an address. `pino.redact` knows paths only and let them through.
 */
export function filteredDestination(target: DestinationStream): DestinationStream {
  return { write: (line: string) => target.write(quickLook.test(line) ? filterLine(line) : line) }
}

/** Who writes a line, where several instances write to one place. */
export interface LogSource {
  readonly instance: string
  readonly version: string
}

/**
 * The log of the service: JSON lines, without personal data (R23).
 * @param source stands in every line; a tool that runs by itself has none
 */
export function createLog(
  level: string,
  target: DestinationStream = destination({ sync: false, minLength: 4096, periodicFlush: 1000 }),
  source: LogSource | null = null,
) {
  const options: LoggerOptions = {
    level,
    base: source && { instance: source.instance, version: source.version },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  }
  return pino(options, filteredDestination(target))
}

function filterLine(line: string): string {
  try {
    return `${JSON.stringify(filterValue(JSON.parse(line)))}\n`
  } catch {
    return withoutBsn(line)
  }
}

function filterValue(value: unknown): unknown {
  if (typeof value === 'string') return withoutBsn(value)
  if (typeof value === 'number') return withoutBsn(String(value)) === String(value) ? value : '[BSN]'
  if (Array.isArray(value)) return value.map(filterValue)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [withoutBsn(key), filterValue(child)]),
  )
}
