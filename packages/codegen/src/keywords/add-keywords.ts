import { createRequire } from 'node:module'
import type * as Ajv from 'ajv/dist/2020.js'
import type { KeywordCheck } from './keyword-rules.ts'
import { checkMentions, checkSpan } from './keyword-rules.ts'

// Loaded only to compile a validator: see `newAjv`.
const require = createRequire(import.meta.url)

/**
 * The dialect's keywords that can refuse a value. `about` is the key of the rule that names the field for the error; generated code imports
 * the check from `module`.
 */
const KEYWORDS = [
  { keyword: 'x-mentions', check: checkMentions, about: 'text', module: 'shotlist/mentions' },
  { keyword: 'x-span', check: checkSpan, about: 'to', module: 'shotlist/span' },
] as const

/**
 * Adds the dialect's own keywords to a validator. An error has its reason in `params.problem`, as the rest of a sentence about the field.
 */
export function addKeywords(ajv: Ajv.Ajv2020): void {
  for (const keyword of KEYWORDS) ajv.addKeyword(definitionOf(keyword))
}

/** Whether a value satisfies a keyword of the dialect; `undefined` for other keywords. */
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
      // The error is at the field, so that it is dropped if the field's value is known only later.
      context.error(false, undefined, { instancePath: rule[about] ?? '' } as never)
      if (it.allErrors === true) gen.endIf()
      else gen.else()
    },
  }
}
