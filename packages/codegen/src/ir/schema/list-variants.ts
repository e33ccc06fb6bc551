import { isObject, type PlainObject, sameValue } from '../../spec/place.ts'
import type { FieldModel, OperationModel, VariantModel } from '../model.ts'
import { listFields } from './fields.ts'
import { closedValues } from './listed-values.ts'
import { asList, fieldsOf, namesIn, VARIANT } from './variants.ts'

/** One variant of an input: the values of the field that chooses it, and all fields that it has. */
export type InputVariant = { readonly field: string; readonly values: readonly unknown[]; readonly schema: PlainObject }

/** The variants of an input whose union was separated; empty for any other. */
export function variantsOf(input: PlainObject): readonly InputVariant[] {
  return asList(input['allOf']).flatMap((rule) => {
    const field = isObject(rule) ? rule[VARIANT] : undefined
    if (!isObject(rule) || typeof field !== 'string') return []
    const { properties, required, ...rest } = isObject(rule['then']) ? rule['then'] : {}
    const limits = isObject(properties) ? properties : {}
    const values = closedValues(fieldsOf(isObject(rule['if']) ? rule['if'] : {})[field]) ?? []
    const { const: _, ...tag } = fieldSchemaOf(input, field)
    const fields = Object.entries(fieldsOf(input)).flatMap(([name, schema]) => {
      const own = limits[name] ?? schema
      return isRefused(own) ? [] : [[name, name === field ? { ...tag, enum: values } : own] as const]
    })
    const needed = [...namesIn(input['required']), ...namesIn(required)]
    return { field, values, schema: { ...rest, type: 'object', properties: Object.fromEntries(fields), required: needed } }
  })
}

function fieldSchemaOf(schema: PlainObject, name: string): PlainObject {
  const found = fieldsOf(schema)[name]
  return isObject(found) ? found : {}
}

/** Whether a variant refuses this field. */
export function isRefused(schema: unknown): boolean {
  return isObject(schema) && isObject(schema['not']) && Object.keys(schema['not']).length === 0
}

/** The variants of an input, each with the fields that not all variants have alike. */
export function listVariants(input: PlainObject): readonly VariantModel[] | undefined {
  const variants = variantsOf(input).map((variant) => ({
    field: variant.field,
    values: variant.values,
    fields: listFields(variant.schema),
  }))
  if (variants.length === 0) return undefined
  const isCommon = (field: FieldModel) => variants.every(({ fields }) => fields.some((other) => sameValue(other, field)))
  return variants.map(({ field, values, fields }) => ({
    field,
    values: values as VariantModel['values'],
    fields: fields.filter((one) => one.name !== field && !isCommon(one)),
  }))
}

/** The fields that all variants of an input have alike, and the field that chooses the variant. */
export function commonFields({ fields, variants = [] }: Pick<OperationModel, 'fields' | 'variants'>): readonly FieldModel[] {
  const own = new Set(variants.flatMap((variant) => variant.fields.map(({ name }) => name)))
  return fields.filter(({ name }) => !own.has(name))
}
