import type { OperationTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { listFields } from '../../ir/schema/fields.ts'
import { variantsOf } from '../../ir/schema/list-variants.ts'
import { defined } from '../../issues/defined.ts'
import { textOf } from '../../spec/place.ts'
import { pascalCase } from '../names.ts'
import { orList } from '../price-report.ts'
import { fieldText } from './input-field.ts'
import { docComment } from './syntax.ts'

/** The type of an input with variants: an interface for each, and their union, which the compiler narrows by the field that chooses. */
export function variantTypes(name: string, operation: OperationModel, table: OperationTable): string {
  const { $defs } = operation.input
  const taken = new Set<string>()
  const variants = variantsOf(operation.input).map(({ field, values, schema }, index) => {
    const suffix = pascalCase(textOf(values[0]))
    const own = suffix === '' || taken.has(suffix) ? `${suffix}${index + 1}` : suffix
    taken.add(own)
    const input = { ...schema, ...defined({ $defs }) }
    const members = listFields(schema).map((one) => fieldText(one, { operation: { input }, table, required: one.required }))
    const chosen = `\`${field}\` ${orList(values.map((value) => `\`${textOf(value)}\``))}`
    const doc = docComment([`What \`${operation.name}\` takes with ${chosen}.`])
    return { name: `${name}${own}`, text: `${doc}export interface ${name}${own} {\n${members.join('')}}\n` }
  })
  const doc = docComment([`What \`${operation.name}\` takes.`])
  return [...variants.map(({ text }) => text), `${doc}export type ${name} = ${variants.map((variant) => variant.name).join(' | ')}\n`].join(
    '\n',
  )
}
