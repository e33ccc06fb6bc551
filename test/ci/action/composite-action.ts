import { parse } from 'yaml'

/** A step of a composite action: a script, or the use of another action. */
type Step = {
  readonly name: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
  readonly run?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
}

export type CompositeAction = {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

export function readAction(text: string): CompositeAction {
  return parse(text) as CompositeAction
}

/** The values of expressions, by full name: `inputs.manifest`, `steps.render.outputs.status`. A missing name is empty. */
export type Names = Readonly<Record<string, string>>

/** Replaces the `${{ }}` in a text. Only names are supported, because the action may use nothing else. */
export function fillIn(text: string, names: Names): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => valueOf(expression, names))
}

/** Whether a step with this condition runs. Supports `always()` and comparisons of names with text, joined by `&&`. */
export function mayRun(condition: string | undefined, { names, hasFailed }: { names: Names; hasFailed: boolean }): boolean {
  const terms = (condition ?? '').split('&&').flatMap((term) => (term.trim() === '' ? [] : [term.trim()]))
  if (hasFailed && !terms.includes('always()')) return false
  return terms.every((term) => {
    if (term === 'always()') return true
    const comparison = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(term)
    if (comparison === null) throw new Error(`this test does not support the condition ${term}`)
    const [, name = '', operator, text] = comparison
    return (valueOf(name, names) === text) === (operator === '==')
  })
}

function valueOf(name: string, names: Names): string {
  if (!/^(inputs|steps|runner|github)\.[\w.-]+$/.test(name)) throw new Error(`this test does not support the expression ${name}`)
  return names[name] ?? ''
}
