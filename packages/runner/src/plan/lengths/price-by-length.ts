import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { OperationTable } from '@shotlist/core/contract'
import type { Files } from '../../manifest/files/files.ts'
import { priceInstance } from '../instances/price-instance.ts'
import type { JobInstance, Plan, Value } from '../plan.ts'
import { exactLength, type Length, type LengthLookup, lengthFound, sourceLengths, spanOf } from './source-lengths.ts'

/**
 * The plan with the length of every clip that the manifest determines, and with the prices that turn on lengths. Files are looked into only
 * where a length is asked for, and once each.
 */
export async function priceByLength(plan: Plan, files: Pick<Files, 'seconds'>): Promise<Plan> {
  const media = new Map<string, Length | undefined>()
  for (const instance of plan.instances)
    for (const path of filesIn(instance, plan))
      if (!media.has(path)) media.set(path, lengthFound(await files.seconds(resolve(plan.root, path))))
  const file = (path: string) => media.get(path)
  return { ...plan, instances: repriceInstances(plan, { file, rendered: () => undefined, pick: () => undefined }) }
}

/** What is known beyond the manifest. */
type Known = Pick<LengthLookup, 'file'> & {
  /** The length of an instance's clip that is rendered. */
  rendered(instance: string): Length | undefined
  /** The take that goes on of a group. */
  pick(group: string): string | undefined
}

/** The instances with lengths, and the prices that turn on them, as they follow from what is known. */
export function repriceInstances({ instances, providers }: Pick<Plan, 'instances' | 'providers'>, known: Known): readonly JobInstance[] {
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
    const { seconds: _asked, ...rest } = instance
    const seconds = length !== undefined && length.least === length.most ? { seconds: length.most } : {}
    if (Object.keys(lengths).length === 0) return { ...rest, ...seconds }
    return { ...rest, ...seconds, lengths, price: priceInstance(instance.with, { money: model.table.money, table, lengths }) }
  })
}

/** Whether an output is a picture, a number or a text, which have no length. */
function isStill(instance: JobInstance | undefined, name: string, providers: Plan['providers']): boolean {
  const table = providers[instance?.provider ?? '']?.model.table
  const operation = table?.operations[instance?.operation ?? '']
  const outputs = operation?.starts === undefined ? operation?.outputs : table?.tasks[operation.starts]?.outputs
  const type = outputs?.[name]?.type
  return type === 'image' || type === 'number' || type === 'text'
}

/** Files that the length of the clip, or its price, turns on: a clip that asks for a length is as long as that, whatever it is made from. */
function filesIn({ with: request, provider, operation }: JobInstance, { providers }: Plan): readonly string[] {
  const files = Object.values(request).flatMap(fileIn)
  const table = providers[provider]?.model.table.operations[operation]
  if (files.length === 0 || table === undefined) return []
  const isLonger = table.name.startsWith('extend') || clipLength(table, { request, sources: {} }) === undefined
  const isPriced = JSON.stringify(table.price ?? '').includes('"seconds"')
  return isLonger || isPriced ? files : []
}

function fileIn(value: Value): readonly string[] {
  return typeof value === 'object' && value !== null && '$file' in value && typeof value.$file === 'string' ? [value.$file] : []
}

type Asked = {
  readonly request: Readonly<Record<string, unknown>>
  /** Of the media it works on, by field. */
  readonly sources: Readonly<Record<string, Length>>
}

/**
 * How long the clip is that a request makes: as long as it asks for, in one number or part by part; else as long as what it works on. An
 * extension begins with its source.
 */
function clipLength({ name, canonical, defaults }: OperationTable, { request, sources }: Asked): Length | undefined {
  const duration = canonical['duration']
  const value = duration === undefined ? undefined : (request[duration] ?? defaults[duration])
  const asked = secondsIn(value) ?? secondsOfParts(request)
  if (asked === undefined && isSaid(value)) return undefined
  const source = spanOf(Object.values(sources))
  if (asked === undefined) return source
  if (!name.startsWith('extend')) return exactLength(asked)
  return source && { least: source.least + asked, most: source.most + asked }
}

/** `5`, `"5"`, `"5s"`; 0 leaves it to the provider. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number.parseFloat(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== ''
}

/** A list of parts that have a `duration` each. */
function secondsOfParts(request: Readonly<Record<string, unknown>>): number | undefined {
  const sums = Object.values(request).map((value) =>
    Array.isArray(value) ? value.reduce((sum: number, part) => sum + partSeconds(part), 0) : 0,
  )
  return sums.find((sum) => sum > 0)
}

function partSeconds(part: unknown): number {
  return typeof part === 'object' && part !== null && 'duration' in part ? (secondsIn(part.duration) ?? 0) : 0
}
