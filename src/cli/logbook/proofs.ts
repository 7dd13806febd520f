import { readFile } from 'node:fs/promises'
import { provableExport, readExport } from '../../logbook/export-logbook.ts'
import { checkProof, type ProofBase, proveGrowth, proveLine } from '../../logbook/prove.ts'
import { provableDatabase } from '../../logbook/read-logbook.ts'
import { chosenVerifier, type Options, say, withDatabase } from './verify.ts'

/** Proves that a line is in the logbook, from the database or an export. */
export async function proveCommand(options: Options): Promise<number> {
  const line = Number(options.line ?? Number.NaN)
  if (!Number.isSafeInteger(line)) throw new Error('--line: needs the number of a line')
  return withBase(options, async (base) => print(await proveLine(base, line)))
}

/** Proves that the logbook grew from one checkpoint to another, and checks that the proof holds. */
export async function consistencyCommand(options: Options): Promise<number> {
  const verifier = await chosenVerifier(options)
  const [from, to] = [await checkpointGiven(options.from), await checkpointGiven(options.to)]
  return withBase(options, async (base) => {
    const proof = await proveGrowth(base, from, to, verifier)
    if (checkProof(proof, verifier)) return print(proof)
    say('The later checkpoint does not contain the earlier one: what was sealed under it was changed.')
    return 1
  })
}

/** Checks a proof by the key alone. */
export async function checkCommand(options: Options): Promise<number> {
  if (options.proof === undefined) throw new Error('--proof: needs the file of a proof')
  const verifier = await chosenVerifier(options)
  const document: unknown = JSON.parse(await readFile(options.proof, 'utf8'))
  if (checkProof(document, verifier)) return say('The proof holds.')
  say('The proof does not hold.')
  return 1
}

/** The size of a checkpoint, or the signed note in a file. */
async function checkpointGiven(value: string | undefined): Promise<number | string> {
  if (value === undefined)
    throw new Error('--from and --to: need the size of a checkpoint, or a file with one')
  return /^\d+$/.test(value) ? Number(value) : readFile(value, 'utf8')
}

async function withBase(options: Options, work: (base: ProofBase) => Promise<number>): Promise<number> {
  if (options.export !== undefined) return work(await provableExport(readExport(options.export)))
  return withDatabase((sql) => work(provableDatabase(sql)))
}

function print(proof: object): number {
  return say(JSON.stringify(proof, null, 2))
}
