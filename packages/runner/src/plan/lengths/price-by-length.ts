import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { OperationTable } from '@shotlist/core/contract'
import type { Files } from '../../manifest/files/files.ts'
import { priceInstance } from '../instances/price-instance.ts'
import type { JobInstance, Plan, Value } from '../plan.ts'
import { exactLength, type Length, type LengthLookup, lengthFound, mediaIn, sourceLengths, spanOf } from './source-lengths.ts'

/**
 * Returns the plan with the length of every clip that the manifest determines, and with the prices that depend on lengths. Opens only files
 * whose length is needed, each once.
 */
export async function priceByLength(plan: Plan, files: Pick<Files, 'seconds'>): Promise<Plan> {
  const media = new Map<string, Length | undefined>()
  for (const instance of plan.instances)
    for (const path of filesIn(instance, plan))
      if (!media.has(path)) media.set(path, lengthFound(await files.seconds(resolve(plan.root, path))))
  const file = (path: string) => media.get(path)
  return { ...plan, instances: repriceInstances(plan, { file, rendered: () => undefined, pick: () => undefined }) }
}

/** Lengths and picks that the manifest does not determine. */
type KnownLengths = Pick<LengthLookup, 'file'> & {
  /** The length of an instance's clip, if it is rendered. */
  rendered(instance: string): Length | undefined
  /** The picked take of a group. */
  pick(group: string): string | undefined
}

/** Returns the instances with the lengths that follow from `known`, and with the prices that depend on them. */
export function repriceInstances(
  { instances, providers }: Pick<Plan, 'instances' | 'providers'>,
  known: KnownLengths,
): readonly JobInstance[] {
  const clips = new Map<string, Length | undefined>()
  const byId = new Map(instances.map((instance) => [instance.id, instance]))
  const takes = new Map(instances.flatMap(({ picks }) => picks.map(({ id, candidates }) => [id, candidates] as const)))
  const lengthOf = (id: string): Length | undefined => known.rendered(id) ?? clips.get(id)
  const output = (id: string, name: string): Length | undefined => {
    const candidates = takes.get(id)
    if (isStill(byId.get(candidates?.[0] ?? id), name, providers)) return undefined
    const picked = known.pick(id)
    return candidates === undefined || picked !== undefined ? lengthOf(picked ?? id) : spanOf(candidates.map(lengthOf))
  }
  const lookup: LengthLookup = { ...defined({ file: known.file }), output }
  return instances.map((instance) => {
    const model = providers[instance.provider]?.model
    const table = model?.table.operations[instance.operation]
    if (model === undefined || table === undefined) return instance
    const lengths = sourceLengths(instance, model.table, lookup)
    const length = clipLength(table, { request: instance.with, sources: lengths })
    clips.set(instance.id, length)
    const { seconds: _before, ...rest } = instance
    const seconds = length !== undefined && length.least === length.most ? { seconds: length.most } : {}
    if (Object.keys(lengths).length === 0) return { ...rest, ...seconds }
    return { ...rest, ...seconds, lengths, price: priceInstance(instance.with, { money: model.table.money, table, lengths }) }
  })
}

/** Whether an output is an image, a number or a text, which have no length. */
function isStill(instance: JobInstance | undefined, name: string, providers: Plan['providers']): boolean {
  const table = providers[instance?.provider ?? '']?.model.table
  const operation = table?.operations[instance?.operation ?? '']
  const outputs = operation?.starts === undefined ? operation?.outputs : table?.tasks[operation.starts]?.outputs
  const type = outputs?.[name]?.type
  return type === 'image' || type === 'number' || type === 'text'
}

/** Files whose length decides the clip's length or price. A request with a duration decides the length by itself. */
function filesIn({ with: request, provider, operation }: JobInstance, { providers }: Plan): readonly string[] {
  const files = Object.values(request).flatMap(fileIn)
  const table = providers[provider]?.model.table.operations[operation]
  if (files.length === 0 || table === undefined) return []
  const isLonger = table.name.startsWith('extend') || clipLength(table, { request, sources: {} }) === undefined
  const isPriced = JSON.stringify(table.price ?? '').includes('"seconds"')
  return isLonger || isPriced ? files : []
}

function fileIn(value: Value): readonly string[] {
  return mediaIn(value).flatMap(({ $file }) => $file ?? [])
}

type Asked = {
  readonly request: Readonly<Record<string, unknown>>
  /** Lengths of its input media, by field. */
  readonly sources: Readonly<Record<string, Length>>
}

/**
 * The length of the clip that a request makes: the duration it asks for, in one number or as a list of parts, otherwise the length of its
 * input. An extension adds the duration to its source.
 */
function clipLength({ name, canonical, defaults }: OperationTable, { request, sources }: Asked): Length | undefined {
  const duration = canonical['duration']
  const value = duration === undefined ? undefined : (request[duration] ?? defaults[duration])
  const asked = secondsIn(value) ?? secondsOfParts(request)
  if (asked === undefined && isGiven(value)) return undefined
  const source = spanOf(Object.values(sources))
  if (asked === undefined) return source
  if (!name.startsWith('extend')) return exactLength(asked)
  return source && { least: source.least + asked, most: source.most + asked }
}

/** Seconds in `5`, `"5"` or `"5s"`. With 0 the provider decides, so the result is undefined. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number.parseFloat(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== ''
}

/** The sum over the first field that is a list of parts with a `duration`. */
function secondsOfParts(request: Readonly<Record<string, unknown>>): number | undefined {
  const sums = Object.values(request).map((value) =>
    Array.isArray(value) ? value.reduce((sum: number, part) => sum + partSeconds(part), 0) : 0,
  )
  return sums.find((sum) => sum > 0)
}

function partSeconds(part: unknown): number {
  return typeof part === 'object' && part !== null && 'duration' in part ? (secondsIn(part.duration) ?? 0) : 0
}
