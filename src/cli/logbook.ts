import type { Command, Option } from './command.ts'
import { exportCommand } from './logbook/export.ts'
import { checkCommand, consistencyCommand, proveCommand } from './logbook/proofs.ts'
import { keyCommand, verifyCommand } from './logbook/verify.ts'
import { ownersAddress } from './open-as-owner.ts'

const elsewhere: Record<'export' | 'key', Option> = {
  export: { value: 'file', what: 'an export, in place of the database: on another machine' },
  key: {
    value: 'line',
    what: 'what `verwijsindex logbook key` prints where the service runs; lines parted by commas',
  },
}
/** HOST and PORT make the address of the service in development. */
const ofSigner = ['PUBLIC_URL', 'KEYS_FILE', 'KEYS', 'HOST', 'PORT'] as const
const databaseAndKeys = [...ownersAddress, ['PUBLIC_URL'], ['KEYS_FILE', 'KEYS']] as const

/** `verwijsindex logbook …`: verifies, exports and proves the logbook (R20). */
export const logbookCommands: readonly Command[] = [
  {
    name: 'logbook key',
    summary: 'prints the line by which others verify the logbook',
    needs: [['PUBLIC_URL'], ['KEYS_FILE', 'KEYS']],
    reads: ofSigner,
    run: keyCommand,
  },
  {
    name: 'logbook verify',
    summary: 'verifies the whole logbook, in the database or an export, beside what the witness kept',
    options: {
      ...elsewhere,
      witness: {
        value: 'directory',
        what: 'what a witness kept; beside the database LOGBOOK_WITNESS by itself',
      },
    },
    needs: [],
    reads: [...ownersAddress.flat(), ...ofSigner, 'LOGBOOK_WITNESS', 'REHEARSAL'],
    found: 'something was tampered with',
    run: verifyCommand,
  },
  {
    name: 'logbook consistency',
    summary: 'proves that the logbook grew from one checkpoint to another; prints the proof',
    options: {
      from: { value: 'size|file', what: 'the earlier checkpoint: its size, or a file with its signed note' },
      to: { value: 'size|file', what: 'the later one' },
      ...elsewhere,
    },
    needs: [],
    reads: [...ownersAddress.flat(), ...ofSigner],
    found: 'the later checkpoint does not contain the earlier one',
    run: consistencyCommand,
  },
  {
    name: 'logbook prove',
    summary: 'proves that a line is in the logbook; prints the proof',
    options: { line: { value: 'id', what: 'the number of the line' }, ...elsewhere },
    needs: [],
    reads: ownersAddress.flat(),
    run: proveCommand,
  },
  {
    name: 'logbook check',
    summary: 'checks a proof, by the key alone',
    options: { proof: { value: 'file', what: 'what prove or consistency printed' }, key: elsewhere.key },
    needs: [],
    found: 'the proof does not hold',
    run: checkCommand,
  },
  {
    name: 'logbook export',
    summary: 'exports the logbook to a file; the logbook tells of it',
    more: [
      'Without --form for another machine, where verify, consistency and prove take --export and --key.',
      'With --form as records of a standard: ldv (Logboek Dataverwerkingen 1.0) or nen7513 (NEN 7513).',
    ],
    options: {
      to: { value: 'file', what: 'where to' },
      form: { value: 'ldv|nen7513', what: 'as records of a standard' },
      from: { value: 'instant', what: 'records from then on (2026-11-22T09:30:00Z)' },
      until: { value: 'instant', what: 'records until then' },
    },
    needs: databaseAndKeys,
    reads: ofSigner,
    run: exportCommand,
  },
]
