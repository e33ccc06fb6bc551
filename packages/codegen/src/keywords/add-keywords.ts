import { createRequire } from 'node:module'
import type * as Ajv from 'ajv/dist/2020.js'
import type { KeywordCheck } from './keyword-rules.ts'
import { checkMentions, checkSpan } from './keyword-rules.ts'

// Loaded by those who compile a validator: see `newAjv`.
const require = createRequire(import.meta.url)

/**
 * The dialect's keywords that refuse values, each with the field (by its key in the rule) that a refusal is about, and the module
 * that generated code takes the check from.
 */
const KEYWORDS = [
  { keyword: 'x-mentions', check: checkMentions, about: 'text', module: 'shotlist/mentions' },
  { keyword: 'x-span', check: checkSpan, about: 'to', module: 'shotlist/span' },
] as const

/** Teaches a validator the dialect's own keywords. What is wrong stands in `params.problem`, as the rest of a sentence about the field. */
export function addKeywords(ajv: Ajv.Ajv2020): void {
  for (const keyword of KEYWORDS) ajv.addKeyword(definitionOf(keyword))
}

/** The verdict of a keyword of the dialect, where it is one. */
export function keywordFits(keyword: string, rule: unknown, value: Readonly<Record<string, unknown>>): boolean | undefined {
  const known = KEYWORDS.find((one) => one.keyword === keyword)
  return known === undefined ? undefined : (known.check as KeywordCheck<unknown>)(value, rule) === undefined
}

/** The fields that a keyword's rule names. */
export function fieldsOfRule(keyword: string, rule: Readonly<Record<string, unknown>>): string[] {
  const keys = keyword === 'x-mentions' ? ['text', 'list'] : keyword === 'x-span' ? ['from', 'to'] : []
  return keys.map((key) => rule[key]).filter((name) => typeof name === 'string')
}

/** Names of the keywords. */
export const ownKeywords: readonly string[] = KEYWORDS.map(({ keyword }) => keyword)

function definitionOf({ keyword, check, about, module }: (typeof KEYWORDS)[number]): Ajv.CodeKeywordDefinition {
  const { _, stringify } = require('ajv/dist/2020.js') as typeof Ajv
  return {
    keyword,
    type: 'object',
    schemaType: 'object',
    error: { message: ({ params }) => _`${params['problem']}`, params: ({ params }) => _`{problem: ${params['problem']}}` },
    code(context) {
      const { gen, data, schema, it } = context
      const rule = schema as Readonly<Record<string, string>>
      const judge = gen.scopeValue('func', { ref: check, code: _`require(${module}).default` })
      const problem = gen.const('problem', _`${judge}(${data}, ${stringify(rule)})`)
      gen.if(_`${problem} !== undefined`)
      context.setParams({ problem })
      // At the field, so that nothing is said of one that is known later only.
      context.error(false, undefined, { instancePath: rule[about] ?? '' } as never)
      if (it.allErrors === true) gen.endIf()
      else gen.else()
    },
  }
}
