import { defined } from '../../issues/defined.ts'
import type { PlainObject } from '../../spec/place.ts'

/**
 * Rewrites a schema of OpenAPI 3.0 as one of 3.1: `nullable` becomes a type, and exclusive limits become numbers. Source: "Migrating from OpenAPI
 * 3.0 to 3.1.0" of the OpenAPI Initiative.
 */
export function liftSchema(schema: PlainObject): PlainObject {
  // In 3.0 whatever stands beside a reference is ignored; descriptions and extensions do no harm.
  if (typeof schema['$ref'] === 'string')
    return Object.fromEntries(Object.entries(schema).filter(([key]) => key === '$ref' || key === 'description' || key.startsWith('x-')))
  const { nullable, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = schema
  return {
    ...rest,
    ...(nullable === true ? withNull(rest) : {}),
    ...limitOf('minimum', 'exclusiveMinimum', { limit: minimum, exclusive: exclusiveMinimum }),
    ...limitOf('maximum', 'exclusiveMaximum', { limit: maximum, exclusive: exclusiveMaximum }),
  }
}

function withNull({ type, enum: values }: PlainObject): PlainObject {
  // Without a type `nullable` has no effect.
  if (typeof type !== 'string') return {}
  const listed = Array.isArray(values) && !values.includes(null) ? [...(values as unknown[]), null] : undefined
  return { type: [type, 'null'], ...defined({ enum: listed }) }
}

/** A limit of 3.0 is a number, and a switch that says whether the number itself is excluded. */
function limitOf(inclusive: string, exclusively: string, { limit, exclusive }: { limit: unknown; exclusive: unknown }): PlainObject {
  if (typeof exclusive === 'number') return defined({ [inclusive]: limit, [exclusively]: exclusive }) as PlainObject
  return limit === undefined ? {} : { [exclusive === true ? exclusively : inclusive]: limit }
}
