import type { Expression } from '../contract/index.ts'

/** An expression taken apart: `$request.path.id` is `['request', 'path', 'id']`, `$response.body#/a` is `['response', 'body', '/a']`. */
export const partsOf = (expression: Expression): readonly string[] => /^\$(\w+)\.(\w+)[.#]?(.*)$/s.exec(expression)?.slice(1) ?? []
