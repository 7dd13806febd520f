import { join } from 'node:path'
import ts from 'typescript'
import { project, sources, type Variant } from './variants.ts'

/** The modules that add to the types of a library, for all others. */
const widening = [...sources].flatMap(([file, text]) =>
  /^declare module /m.test(text) ? [join(project, file)] : [],
)

/**
 * What the compiler says of each variant, in one run over all of them. A name that is not used any more is no error here: who
 * forgets an entry does not import what only that entry needs.
 * @returns the errors of each variant, in their order
 */
export function errorsOf(variants: readonly Variant[]): string[][] {
  const texts = new Map(
    variants.flatMap(({ files }) => [...files].map(([name, text]) => [join(project, name), text] as const)),
  )
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(project, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    project,
  )
  const own = { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false }
  const host = ts.createCompilerHost(own, true)
  const { readFile, fileExists } = host
  host.readFile = (name) => texts.get(name) ?? readFile(name)
  host.fileExists = (name) => texts.has(name) || fileExists(name)
  const program = ts.createProgram({ rootNames: [...texts.keys(), ...widening], options: own, host })
  return variants.map(({ looked }) =>
    looked.flatMap((name) => {
      const file = program.getSourceFile(join(project, name))
      if (!file) throw new Error(`${name} was not read`)
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
      )
    }),
  )
}
