import { type ParseArgsConfig, parseArgs } from 'node:util'
import { exportCommand } from './logbook/export.ts'
import { checkCommand, consistencyCommand, proveCommand } from './logbook/proofs.ts'
import { keyCommand, type Options, verifyCommand } from './logbook/verify.ts'

const use = `Use:
  npm run logbook -- key                                    the line by which others verify
  npm run logbook -- verify [--witness <directory>]         the whole logbook, in the database; beside LOGBOOK_WITNESS by itself
  npm run logbook -- consistency --from <size|file> --to <size|file>
                                                            that it grew from one checkpoint to the other; prints the proof
  npm run logbook -- prove --line <id>                      that a line is in it; prints the proof
  npm run logbook -- check --proof <file> --key <line>      a proof, by the key alone
  npm run logbook -- export --to <file>                     for another machine, where verify, consistency and prove take
                                                            --export <file> --key <line>
  npm run logbook -- export --form ldv|nen7513 --to <file> [--from <instant>] [--until <instant>]
                                                            as records of Logboek Dataverwerkingen 1.0 or NEN 7513`

const commands: Readonly<Record<string, (options: Options) => Promise<number>>> = {
  key: keyCommand,
  verify: verifyCommand,
  consistency: consistencyCommand,
  prove: proveCommand,
  check: checkCommand,
  export: exportCommand,
}

const names = ['export', 'form', 'from', 'key', 'line', 'proof', 'to', 'until', 'witness'] as const

/** `npm run logbook`: verifies, exports and proves the logbook (R20). Exits with 1 where something was tampered with. */
async function main(): Promise<number> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as NonNullable<
    ParseArgsConfig['options']
  >
  const { positionals, values } = parseArgs({ allowPositionals: true, options })
  const command = Object.hasOwn(commands, positionals[0] ?? '') ? commands[positionals[0] ?? ''] : undefined
  if (!command || positionals.length > 1) throw new Error(use)
  return command(values as Options)
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  },
)
