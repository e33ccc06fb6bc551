import { textOf } from '../spec/place.ts'
import type { CapabilityMatrix, ModelCapabilities } from './capability-matrix.ts'
import type { FieldValue } from './field-values.ts'

/** A matrix as rows of text: a row for each model, a column for each quality with the durations offered at it. Switches that all take alike are left out. */
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
