import { readFile } from 'node:fs/promises'
import { provableExport, readExport } from '../../logbook/export-logbook.ts'
import { checkProof, type ProofBase, proveGrowth, proveLine } from '../../logbook/prove.ts'
import { provableDatabase } from '../../logbook/read-logbook.ts'
import { type Exit, exits, type Invocation } from '../command.ts'
import { chosenVerifiers, withDatabase } from './verify.ts'

/** Proves that a line is in the logbook, from the database or an export. */
export async function proveCommand(invocation: Invocation): Promise<Exit> {
  const line = Number(invocation.options.line ?? Number.NaN)
  if (!Number.isSafeInteger(line)) throw new Error('--line: needs the number of a line')
  return withBase(invocation, async (base) => print(invocation, await proveLine(base, line)))
}

/** Proves that the logbook grew from one checkpoint to another, and checks that the proof holds. */
export async function consistencyCommand(invocation: Invocation): Promise<Exit> {
  const { options, tell } = invocation
  const verifiers = await chosenVerifiers(invocation)
  const [from, to] = [await checkpointGiven(options.from), await checkpointGiven(options.to)]
  return withBase(invocation, async (base) => {
    const proof = await proveGrowth(base, from, to, verifiers)
    if (checkProof(proof, verifiers)) return print(invocation, proof)
    const finding =
      'The later checkpoint does not contain the earlier one: what was sealed under it was changed.'
    tell([finding], { holds: false })
    return exits.found
  })
}

/** Checks a proof by the key alone. */
export async function checkCommand(invocation: Invocation): Promise<Exit> {
  const { options, tell } = invocation
  if (options.proof === undefined) throw new Error('--proof: needs the file of a proof')
  const verifiers = await chosenVerifiers(invocation)
  const document: unknown = JSON.parse(await readFile(options.proof, 'utf8'))
  const holds = checkProof(document, verifiers)
  tell([holds ? 'The proof holds.' : 'The proof does not hold.'], { holds })
  return holds ? exits.done : exits.found
}

/** The size of a checkpoint, or the signed note in a file. */
async function checkpointGiven(value: string | undefined): Promise<number | string> {
  if (value === undefined)
    throw new Error('--from and --to: need the size of a checkpoint, or a file with one')
  return /^\d+$/.test(value) ? Number(value) : readFile(value, 'utf8')
}

async function withBase(
  { options, config }: Invocation,
  work: (base: ProofBase) => Promise<Exit>,
): Promise<Exit> {
  if (options.export !== undefined) return work(await provableExport(readExport(options.export)))
  return withDatabase(await config(), (sql) => work(provableDatabase(sql)))
}

function print({ tell }: Invocation, proof: object): Exit {
  tell([JSON.stringify(proof, null, 2)], proof)
  return exits.done
}
