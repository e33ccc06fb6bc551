import { forUsers } from '../../dialect/for-users.ts'
import { checkValue } from '../../explain/compile-validator.ts'
import { explainErrors } from '../../explain/explain-errors.ts'
import { fits } from '../../explain/fits.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import type { JsonSchema } from '../../ir/model.ts'
import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, items, type Place } from '../../spec/place.ts'
import type { Rule, RuleContext } from '../rule-context.ts'

/** Examples and defaults satisfy their schemas; values of an `enum` have the type of their schema. */
export const examples: Rule = function* (context) {
  for (const schema of context.schemas) {
    for (const keyword of ['default', 'example', 'const']) {
      const place = child(schema, keyword)
      if (place !== undefined) yield* check(place, { schema, what: keyword, context })
    }
    for (const keyword of ['examples', 'enum']) {
      for (const place of items(child(schema, keyword))) {
        yield* check(place, { schema, what: keyword === 'enum' ? 'value of enum' : 'example', context })
      }
    }
  }
  for (const operation of context.spec.operations) {
    for (const parameter of operation.parameters) {
      const [schema, place] = [child(parameter, 'schema'), child(parameter, 'example')]
      if (schema !== undefined && place !== undefined) yield* check(place, { schema, what: 'example', context })
    }
    const answers = entries(child(operation.place, 'responses')).map(([, answer]) => context.spec.sources.deref(answer))
    for (const media of [operation.body, ...answers].flatMap((holder) => mediaTypes(holder, context.spec.sources))) {
      if (media.schema !== undefined && media.examplePlace !== undefined) {
        yield* check(media.examplePlace, { schema: media.schema, what: 'example', context })
      }
    }
  }
}

type Against = { schema: Place; what: string; context: RuleContext }

function* check(place: Place, { schema, what, context }: Against): Generator<Issue> {
  if (isObject(schema.value) && fits(schema.value, place.value) === true) return
  const alone = forUsers(context.inliner.inline(schema), 'wire') as JsonSchema
  for (const issue of explainErrors(checkValue(alone, place.value), { data: place.value, subject: `the ${what}` })) {
    yield issueAt(
      { file: place.file, pointer: `${place.pointer}${issue.pointer}` },
      { code: 'example', message: `this ${what} contradicts its schema: ${issue.message}` },
    )
  }
}
