import type { TextReader } from '../files/read-text-file.ts'
import type { Node, ScalarNode } from '../yaml/node.ts'

/** What expressions can use at one place. A context that is absent does not exist there. */
export type Scope = {
  readonly vars?: ReadonlyMap<string, unknown>
  readonly env?: { readonly allowed: readonly string[]; readonly values: Readonly<Record<string, string>> }
  readonly matrix?: Readonly<Record<string, unknown>>
  readonly row?: Readonly<Record<string, unknown>>
  readonly take?: number
  /** The job's name. */
  readonly job?: string
  readonly jobs?: JobScope
  /** Reads a text of the project for `file`. */
  readonly readText?: TextReader
  /** The value is part of a request, and `optional` may leave it out. */
  readonly isRequest?: true
}

/** The other jobs, as expressions use them. */
type JobScope = {
  /** A reference to an output of another job, or to an item of it, or the problem that prevents it. */
  resolveReference(job: string, name: string, item?: string): OutputReference | OutputProblem
}

export type OutputProblem = {
  readonly problem: string
  readonly code: string
  readonly hint?: string | undefined
  readonly suggestion?: string | undefined
}

/** A YAML value whose expressions have been read, so that it can be evaluated quickly for each cell of a matrix. */
export type CompiledValue =
  | { readonly kind: 'static'; readonly node: Node; readonly value: unknown }
  | { readonly kind: 'template'; readonly node: ScalarNode; readonly template: Template }
  /** An expression that could not be read. The mistake has been reported. */
  | { readonly kind: 'broken'; readonly node: Node }
  | { readonly kind: 'list'; readonly node: Node; readonly items: readonly CompiledValue[] }
  | { readonly kind: 'map'; readonly node: Node; readonly entries: readonly (readonly [string, CompiledValue])[] }

/** The place of a part of an expression, counted from its `${{`. */
type At = { readonly start: number; readonly end: number }

type Literal = At & { readonly kind: 'literal'; readonly value: string | number | boolean | null }
export type Name = At & { readonly kind: 'name'; readonly name: string }
/** `target.key` or `target[key]`. */
export type Member = At & { readonly kind: 'member'; readonly target: Expression; readonly key: Expression }
export type Call = At & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }

export type BinaryOperator = '==' | '!=' | '<' | '>' | '<=' | '>=' | '&&' | '||'
export type Binary = At & {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
}
export type Not = At & { readonly kind: 'not'; readonly operand: Expression }

/** The content between `${{` and `}}`. */
export type Expression = Literal | Name | Member | Call | Binary | Not

/** A text that contains expressions. */
export type Template = {
  readonly parts: readonly (string | Expression)[]
  /** Whether the text is one expression and nothing else, so that its value keeps its type. */
  readonly whole: boolean
}

/**
 * A reference to an output of another job, which is known once that job is done. The name of an item of a list has its number: `images[0]`.
 * `list`: the output is a list.
 */
export type OutputReference = { readonly $output: { readonly instance: string; readonly name: string; readonly list?: true } }

/** Whether a value is a reference to an output of another job. */
export function isOutputReference(value: unknown): value is OutputReference {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$output')
}
