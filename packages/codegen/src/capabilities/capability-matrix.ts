import type { OperationTable } from '@shotlist/core/contract'
import { satisfies } from '../explain/compile-validator.ts'
import type { OperationModel } from '../ir/model.ts'
import { defined } from '../issues/defined.ts'
import { textOf } from '../spec/place.ts'

/** What an operation offers for each model. It is derived by validating inputs, so that it cannot differ from the operation's rules. */
export type CapabilityMatrix = {
  /** The operation's own names of the matrix's fields. */
  readonly fields: Fields
  readonly models: readonly ModelCapabilities[]
}

export type ModelCapabilities = {
  readonly model: FieldValue
  /**
   * By quality, in the document's order. An operation without such a field has one entry without `quality`. Empty `durations`: not offered.
   */
  readonly offers: readonly { readonly quality?: FieldValue; readonly durations: readonly FieldValue[] }[]
  /** Those of the field's values that this model accepts. Absent if the operation has no such field. */
  readonly ratios?: readonly FieldValue[]
  /** Whether the model can make sound. Absent if the operation has no such field. */
  readonly audio?: boolean
  /** Durations for each motion except the default one, at any quality. */
  readonly motions?: readonly { readonly motion: FieldValue; readonly durations: readonly FieldValue[] }[]
  /** Further switches and choices, by the field's own name: whether the model accepts a value other than the default. */
  readonly switches: Readonly<Record<string, boolean>>
}

/** Canonical names of further fields that are part of the matrix. */
const FURTHER_AXES = ['quality', 'aspect_ratio', 'audio', 'motion'] as const

type Fields = { readonly model: string; readonly duration: string } & Readonly<Partial<Record<(typeof FURTHER_AXES)[number], string>>>
type Input = Readonly<Record<string, unknown>>

type Judge = (input: Input) => boolean

/**
 * Derives what an operation offers. `undefined` if it has no models and durations to choose from, or no example to start from.
 *
 * @param isValid Validates an input. Default: the operation's schema.
 */
export function capabilityMatrix(
  operation: OperationModel,
  table: Pick<OperationTable, 'canonical'>,
  isValid: Judge = (input) => satisfies(operation.input, input),
): CapabilityMatrix | undefined {
  const fields = matrixFields(table.canonical)
  if (fields === undefined || operation.example === undefined || fieldValues(operation, fields.duration).length === 0) return undefined
  const models = fieldValues(operation, fields.model)
  if (questions(operation, fields) > MAX_QUESTIONS) return undefined
  for (const base of [requiredPart(operation), neutralPart(operation, fields)]) {
    const judge: Judge = (input) => isValid({ ...base, ...input })
    const rows = models.map((model) => modelRow(model, { operation, fields, isValid: judge }))
    if (rows.some(({ offers }) => offers.some(({ durations }) => durations.length > 0))) return { fields, models: rows }
  }
  return undefined
}

/** Limit of inputs to validate: a larger matrix is too long to read. PixVerse's operations need a few thousand. */
const MAX_QUESTIONS = 50_000

/** The largest possible number of inputs to validate. */
function questions(operation: OperationModel, fields: Fields): number {
  const count = (name: string | undefined): number => (name === undefined ? 1 : fieldValues(operation, name).length)
  const [lengths, qualities] = [count(fields.duration), count(fields.quality)]
  const further = count(fields.aspect_ratio) + 2 + 2 * choices(operation, fields).length
  return count(fields.model) * (lengths * qualities * count(fields.motion) + (lengths + qualities) * further)
}

function matrixFields(canonical: OperationTable['canonical']): Fields | undefined {
  const { model, duration } = canonical
  if (model === undefined || duration === undefined) return undefined
  const further = FURTHER_AXES.flatMap((axis) => (canonical[axis] === undefined ? [] : [[axis, canonical[axis]] as const]))
  return { model, duration, ...Object.fromEntries(further) }
}

function modelRow(
  model: FieldValue,
  { operation, fields, isValid }: { readonly operation: OperationModel; readonly fields: Fields; readonly isValid: Judge },
): ModelCapabilities {
  const { quality, aspect_ratio: ratio, audio, motion } = fields
  const lengths = fieldValues(operation, fields.duration)
  const qualities = quality === undefined ? [undefined] : fieldValues(operation, quality)
  const takes = (at: FieldValue | undefined, length: FieldValue, more: Input = {}) =>
    isValid({
      [fields.model]: model,
      [fields.duration]: length,
      ...(quality === undefined ? {} : { [quality]: at }),
      ...more,
    })
  const anywhere = (more: Input) => lengths.filter((length) => qualities.some((at) => takes(at, length, more)))
  const offers = qualities.map((at) => {
    const durations = lengths.filter((length) => takes(at, length))
    return at === undefined ? { durations } : { quality: at, durations }
  })
  // A model that accepts the field accepts it at one of its durations or qualities, so not every pair is tried.
  const plainLength = (at: FieldValue | undefined) => offers.find(({ quality: one }) => one === at)?.durations[0] ?? lengths[0] ?? 0
  const somewhere = (more: Input) =>
    lengths.some((length) => takes(qualities[0], length, more)) || qualities.some((at) => takes(at, plainLength(at), more))
  const switches = choices(operation, fields).map(
    ({ name, values }) => [name, values.slice(0, 2).some((value) => somewhere({ [name]: value }))] as const,
  )
  // The first motion is the default.
  const motions = motion === undefined ? [] : fieldValues(operation, motion).slice(1)
  return {
    model,
    offers,
    switches: Object.fromEntries(switches),
    ...defined({
      ratios: ratio === undefined ? undefined : fieldValues(operation, ratio).filter((value) => somewhere({ [ratio]: value })),
      audio: audio === undefined ? undefined : [true, 1].some((on) => somewhere({ [audio]: on })),
      motions: motion === undefined ? undefined : motions.map((value) => ({ motion: value, durations: anywhere({ [motion]: value }) })),
    }),
  }
}

/** Optional fields that can be switched on, or set to one of a few values, with their values other than the default. */
function choices({ fields: all }: OperationModel, fields: Fields): { readonly name: string; readonly values: readonly FieldValue[] }[] {
  const others = all.filter(({ name, required }) => !required && !Object.values(fields).includes(name))
  return others.flatMap(({ name, type, enum: listed, default: standard }) => {
    const values = (listed ?? (type === 'boolean' ? [true] : [])).filter((value) => value !== standard)
    return values.length === 0 ? [] : [{ name, values }]
  })
}

/** The example's required fields, because some models do not accept all optional ones. */
function requiredPart({ example = {}, fields }: OperationModel): Input {
  const required = fields.filter((field) => field.required && Object.hasOwn(example, field.name))
  return Object.fromEntries(required.map(({ name }) => [name, example[name]]))
}

/** The example without the matrix's fields, for operations that need one of several optional fields. */
function neutralPart({ example = {} }: OperationModel, fields: Fields): Input {
  const names = Object.values(fields)
  return Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)))
}

export type FieldValue = string | number | boolean

/** Longer ranges are not listed. */
const MAX_VALUES = 100

/** The values that a field can have, if they can be listed: those in the document, or the integers of a short range. */
function fieldValues(operation: Pick<OperationModel, 'fields'>, name: string): readonly FieldValue[] {
  const field = operation.fields.find((each) => each.name === name)
  if (field?.enum !== undefined) return field.enum
  const { minimum, maximum } = field ?? {}
  if (minimum === undefined || maximum === undefined || maximum - minimum >= MAX_VALUES) return []
  const first = Math.ceil(minimum)
  return Array.from({ length: Math.floor(maximum) - first + 1 }, (_, index) => first + index)
}

/**
 * A matrix as rows of text: a row for each model, and a column for each quality with the durations at it. Leaves out switches that are the
 * same for all models.
 */
export function capabilityTable({ fields, models }: CapabilityMatrix): { columns: string[]; rows: string[][] } {
  const qualities = models[0]?.offers.map(({ quality }) => quality) ?? []
  const allRatios = [...new Set(models.flatMap(({ ratios }) => ratios ?? []))]
  const hasRatios = models.some(({ ratios }) => (ratios ?? []).length < allRatios.length)
  const hasAudio = models.some(({ audio }) => audio === true)
  const motions = models[0]?.motions?.map(({ motion }) => motion) ?? []
  const names = Object.keys(models[0]?.switches ?? {})
  const telling = names.filter((name) => new Set(models.map(({ switches }) => switches[name])).size > 1)
  const columns = [
    fields.model ?? 'model',
    ...qualities.map((quality) => (quality === undefined ? (fields.duration ?? 'duration') : textOf(quality))),
    ...(hasRatios ? [fields.aspect_ratio ?? 'aspect_ratio'] : []),
    ...(hasAudio ? [fields.audio ?? 'audio'] : []),
    ...motions.map((motion) => `${fields.motion} ${motion}`),
    ...telling,
  ]
  const row = (model: ModelCapabilities): string[] => [
    textOf(model.model),
    ...model.offers.map(({ durations }) => listValues(durations)),
    ...(hasRatios ? [listValues(model.ratios ?? [])] : []),
    ...(hasAudio ? [model.audio ? 'yes' : 'no'] : []),
    ...(model.motions ?? []).map(({ durations }) => listValues(durations)),
    ...telling.map((name) => (model.switches[name] === true ? 'yes' : 'no')),
  ]
  return { columns, rows: models.map(row) }
}

/** `5, 8, 10`; `1 to 15`; `-` for none. */
function listValues(values: readonly FieldValue[]): string {
  if (values.length === 0) return '-'
  const numbers = values.filter((value) => typeof value === 'number')
  const isRun = numbers.length === values.length && numbers.every((value, index) => index === 0 || value === (numbers[index - 1] ?? 0) + 1)
  return isRun && numbers.length > 2 ? `${numbers[0]} to ${numbers.at(-1)}` : values.join(', ')
}
