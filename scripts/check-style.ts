/**
 * Checks the style rules that the linter does not have, in all handwritten TypeScript:
 * - A module's functions are declarations (`function f() {}`), unless a type says what they are (`const f: Handler = ...`).
 * - A module's constants of data (literals, lists, tables) are in capitals.
 * - A field that may be undefined is left out with `defined({ field })`, not with a conditional spread.
 *
 * Prints each problem, and ends with status 1 if there is one.
 */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Expression, parseSync, type SpreadElement, type Statement, Visitor } from 'oxc-parser'

const root = fileURLToPath(new URL('..', import.meta.url))
const WRITTEN = ['packages/*/{src,test,scripts}/**/*.{ts,tsx}', 'test/**/*.ts', 'scripts/*.ts', 'bench/**/*.ts', 'docs/screenshots/*.ts']
const problems = globSync(WRITTEN, { cwd: root, exclude: ['**/node_modules', '**/dist', '**/*.gen.*'] }).flatMap(problemsOf)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

function problemsOf(file: string): string[] {
  const text = readFileSync(`${root}/${file}`, 'utf8')
  const { program } = parseSync(file, text)
  const found: { readonly at: number; readonly problem: string }[] = program.body.flatMap(ofStatement)
  const visitor = new Visitor({
    ObjectExpression: ({ properties }) => {
      const spreads = properties.filter((property) => property.type === 'SpreadElement').filter(leavesOneFieldOut)
      found.push(...spreads.map(({ start }) => ({ at: start, problem: 'leave an undefined field out with defined({ field })' })))
    },
  })
  visitor.visit(program)
  return found.map(({ at, problem }) => `${file}:${text.slice(0, at).split('\n').length}: ${problem}`)
}

function ofStatement(statement: Statement) {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return []
  return declaration.declarations.flatMap(({ id, init, start }) => {
    if (id.type !== 'Identifier' || init === null) return []
    if (init.type === 'ArrowFunctionExpression' && !id.typeAnnotation)
      return [{ at: start, problem: `write ${id.name} as a function declaration` }]
    return init.type !== 'Identifier' && isData(init) && !/^[A-Z][A-Z\d_]*$/.test(id.name)
      ? [{ at: start, problem: `write ${id.name} in capitals` }]
      : []
  })
}

/** Whether an expression consists of literals and other constants, and is not filled later. */
function isData(node: Expression): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true
    case 'TemplateLiteral':
      return node.expressions.every(isData)
    case 'TaggedTemplateExpression':
      return node.tag.type === 'MemberExpression'
    case 'UnaryExpression':
      return isData(node.argument)
    case 'BinaryExpression':
      return (
        ['+', '-', '*', '/', '**'].includes(node.operator) &&
        node.left.type !== 'PrivateIdentifier' &&
        isData(node.left) &&
        isData(node.right)
      )
    case 'MemberExpression':
      return isData(node.object)
    case 'ArrayExpression':
      return node.elements.every((element) => element === null || isData(element.type === 'SpreadElement' ? element.argument : element))
    case 'ObjectExpression':
      return node.properties.every((property) => isData(property.type === 'SpreadElement' ? property.argument : property.value))
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return isData(node.expression)
    case 'NewExpression':
      return (
        isTable(node.callee) &&
        node.arguments.length > 0 &&
        node.arguments.every((argument) => argument.type !== 'SpreadElement' && isData(argument))
      )
    default:
      return false
  }
}

function isTable(callee: Expression): boolean {
  return callee.type === 'Identifier' && ['Set', 'Map', 'RegExp'].includes(callee.name)
}

/** Whether it is `...(test ? {} : { field })` or `...(test && { field })`. */
function leavesOneFieldOut({ argument }: SpreadElement): boolean {
  const inner = argument.type === 'ParenthesizedExpression' ? argument.expression : argument
  if (inner.type === 'LogicalExpression') return inner.operator === '&&' && isOneField(inner.right)
  if (inner.type !== 'ConditionalExpression') return false
  const branches = [inner.consequent, inner.alternate]
  return branches.some((branch) => branch.type === 'ObjectExpression' && branch.properties.length === 0) && branches.some(isOneField)
}

function isOneField(node: Expression): boolean {
  if (node.type !== 'ObjectExpression' || node.properties.length !== 1) return false
  const [field] = node.properties
  return field?.type === 'Property' && !field.computed
}
