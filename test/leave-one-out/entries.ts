import ts from 'typescript'

/** One entry of a list in the code, by where it stands in the text. */
export interface Entry {
  /** The names that lead to it: `match_left.must`. */
  readonly name: string
  readonly from: number
  readonly to: number
}

/**
 * The entries of a list: the properties of an object, to so many levels, or the elements of an array.
 * @param constant the name of the constant that is the list
 * @throws Error where the file has no such list
 */
export function entriesOf(file: string, text: string, constant: string, depth: number): Entry[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const list = declaration(source, constant)
  if (!list) throw new Error(`${file} has no list ${constant}`)
  return below(list, '', depth, text)
}

/** The calls of a function that stand for entries: the routes of a resource, say. */
export function callsOf(file: string, text: string, called: RegExp): Entry[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Entry[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
      const {
        expression,
        arguments: [first],
      } = node.expression
      const name = `${expression.getText()} ${first?.getText()}`
      if (called.test(name)) found.push({ name, from: node.getFullStart(), to: node.end })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The text without an entry. */
export function without(text: string, { from, to }: Entry): string {
  return text.slice(0, from) + text.slice(to)
}

function declaration(source: ts.SourceFile, constant: string): ts.Expression | undefined {
  for (const statement of source.statements)
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (name.getText() === constant) return initializer
  return undefined
}

function below(expression: ts.Expression, path: string, depth: number, text: string): Entry[] {
  if (depth === 0) return []
  const list = bare(expression)
  if (ts.isObjectLiteralExpression(list))
    return list.properties.flatMap((property) => {
      const name = `${path}${property.name?.getText() ?? property.getText()}`
      const value = ts.isPropertyAssignment(property)
        ? below(property.initializer, `${name}.`, depth - 1, text)
        : []
      return [placed(name, property, text), ...value]
    })
  if (ts.isArrayLiteralExpression(list) && path === '')
    return list.elements.map((element) => placed(element.getText(), element, text))
  return []
}

/** An expression without what is said of its type; of a call its last argument. */
function bare(expression: ts.Expression): ts.Expression {
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
    return bare(expression.expression)
  const last = ts.isCallExpression(expression) ? expression.arguments.at(-1) : undefined
  return last ? bare(last) : expression
}

function placed(name: string, node: ts.Node, text: string): Entry {
  const comma = /^\s*,/.exec(text.slice(node.end))?.[0].length ?? 0
  return { name, from: node.getFullStart(), to: node.end + comma }
}
