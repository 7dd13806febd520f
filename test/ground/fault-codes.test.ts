import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { z } from 'zod'
import { faultCodes, faultMeanings, isFaultCode } from '../../src/ground/fault-codes.ts'
import { faultCodeOf } from '../../src/ground/schema-faults.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

t.test('each code is written alike, has a meaning of one sentence, and is used', async (t) => {
  const sources = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'ground/fault-codes.ts')
    .map((name) => readFileSync(join(project, 'src', name), 'utf8'))
    .join('\n')
  for (const code of faultCodes) {
    t.match(code, /^[a-z]+(-[a-z0-9]+)*$/)
    t.match(faultMeanings[code], /^[A-Z].*\.$/, code)
    t.ok(sources.includes(`'${code}'`), `${code} is used`)
  }
})

t.test('what is inherited by every object is no code', async (t) => {
  for (const text of ['toString', '__proto__', 'constructor', '', undefined, null, 3])
    t.notOk(isFaultCode(text))
})

t.test('a code that is not in the list does not compile', async (t) => {
  const asked = (code: string) => `
    import { bodyFault, type Fault, type Reason } from '${join(project, 'src/ground/errors.ts')}'
    export const fault: Fault = bodyFault('/bsn', '${code}', 'Dit klopt niet.')
    export const reason: Reason = { code: '${code}', detail: 'Dit klopt niet.' }`
  t.strictSame(compile(asked('not-under-23')), [])
  t.strictSame(compile(asked('made-up')), [2345, 2322], 'neither as an argument nor in an object')
})

t.test(
  'a rule of a schema that names no code is an error in the schema, and answers nothing by default',
  async (t) => {
    const issueOf = (schema: z.ZodType) => schema.safeParse('x').error?.issues[0]
    for (const schema of [
      z.string().refine(() => false),
      z.string().refine(() => false, { params: { code: 'no-such-code' } }),
    ]) {
      const issue = issueOf(schema)
      if (!issue) throw new Error('it was to be refused')
      t.throws(() => faultCodeOf(issue), { message: 'a rule of a schema names no code of the list' })
    }
  },
)

/** The codes of what the compiler finds in a module. */
function compile(text: string): number[] {
  const file = join(project, 'test/ground/asked.ts')
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...more)
  host.fileExists = (name) => name === file || fileExists(name)
  host.readFile = (name) => (name === file ? text : readFile(name))
  const program = ts.createProgram([file], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file: where }) => where?.fileName === file)
    .map(({ code }) => code)
}
