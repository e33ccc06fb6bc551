import type { FieldModel, ProviderModel } from '@shotlist/codegen'
import { composedNames } from '@shotlist/codegen/composed-names'

/**
 * What the command line may name: the operation's fields, an upload's file, the frames of a transition in the shape the operation does not have,
 * and what the document's rules refuse with a reason.
 */
export function acceptedFields(model: ProviderModel, operation: string): readonly FieldModel[] {
  const declared = model.operations[operation]?.fields ?? []
  const upload = model.table.operations[operation]?.upload
  const file = upload === undefined ? [] : [{ name: upload.file, type: 'string', required: false, description: '', upload: operation }]
  const accepted = [...declared, ...file, ...otherShapes(declared)]
  return [...accepted, ...spokenOf(model, operation).filter(({ name }) => !accepted.some((field) => field.name === name))]
}

/** Fields that the document's rules speak of without having them: what they say of one is better than that it is unknown. */
function spokenOf(model: ProviderModel, operation: string): FieldModel[] {
  const messages = Object.values(model.table.operations[operation]?.messages ?? {}).join(' ')
  const names = new Set([...messages.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []))
  return [...names].map((name) => ({ name, type: 'string', required: false, description: '' }))
}

function otherShapes(declared: readonly FieldModel[]): FieldModel[] {
  const byMeaning = (meaning: string): FieldModel | undefined => declared.find(({ canonical, name }) => (canonical ?? name) === meaning)
  return Object.entries(composedNames).flatMap(([list, parts]) => {
    const whole = byMeaning(list)
    if (whole !== undefined) return parts.map((name) => ({ ...renamed(whole, name), type: whole.type.replace(/\[\]$/, '') }))
    const [first, ...others] = parts.flatMap((part) => byMeaning(part) ?? [])
    return first !== undefined && others.length === parts.length - 1 ? [{ ...renamed(first, list), type: `${first.type}[]` }] : []
  })
}

function renamed({ canonical: _canonical, ...field }: FieldModel, name: string): FieldModel {
  return { ...field, name }
}
