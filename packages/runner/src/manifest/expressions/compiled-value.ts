import type { Node, ScalarNode } from '../yaml/node.ts'
import type { Template } from './expression.ts'

/** A YAML value whose expressions have been read, so that evaluating it for each cell of a matrix is quick. */
export type CompiledValue =
  | { readonly kind: 'static'; readonly node: Node; readonly value: unknown }
  | { readonly kind: 'template'; readonly node: ScalarNode; readonly template: Template }
  /** An expression that could not be read; its mistake has been noted. */
  | { readonly kind: 'broken'; readonly node: Node }
  | { readonly kind: 'list'; readonly node: Node; readonly items: readonly CompiledValue[] }
  | { readonly kind: 'map'; readonly node: Node; readonly entries: readonly (readonly [string, CompiledValue])[] }
