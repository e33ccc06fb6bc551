import type { ProviderModel } from '@shotlist/codegen'
import type { OutputRule } from '../documents/terms.ts'
import { FILES_PATH } from '../files/file-link.ts'
import type { Incoming } from '../requests/incoming.ts'
import { asRefusal, type Refusal } from '../requests/refusal.ts'
import { basePaths, decode, escaped } from '../requests/route-table.ts'
import type { Json } from '../responses/json.ts'
import { isAddress } from '../responses/place.ts'
import { checkKey } from './classify-request.ts'
import type { Context } from './context.ts'
import { linkTo } from './make-files.ts'
import { noteMistake } from './mistakes.ts'

/** How a response has a file: by a link, by the part of its address that the document reads from there, or (by its name here) as its body. */
export function referenceTo(context: Context, rule: Pick<OutputRule, 'from' | 'body'>, name: string): string {
  return rule.body === true || rule.from.some(isAddress) ? name : linkTo(context, name)
}

/** The same for all files of an output, which may be a list. */
export function references(context: Context, rule: Pick<OutputRule, 'from'>, names: Json): Json {
  return Array.isArray(names) ? names.map((name) => referenceTo(context, rule, String(name))) : referenceTo(context, rule, String(names))
}

/** A file of the emulator that a request asks for, and the output that names it, if that is known. */
export type RequestedFile = { readonly name: string; readonly rule: OutputRule | undefined }

/** The file at a path: below the emulator's own path for files, or at an address that an output of the document describes. */
export function requestedFile(context: Context, path: string): RequestedFile | undefined {
  if (path.startsWith(FILES_PATH)) {
    const name = path.slice(FILES_PATH.length)
    return { name, rule: ruleOf(context, name) }
  }
  for (const { pattern, rule } of addressesOf(context.model)) {
    const found = pattern.exec(path)?.[1]
    const name = found === undefined ? undefined : decode(found)
    if (name !== undefined && context.files.has(name)) return { name, rule }
  }
  return undefined
}

function ruleOf({ model, state }: Context, name: string): OutputRule | undefined {
  const task = state.tasks.findByFile(name)
  const output = Object.entries(task?.outputs ?? {}).find(
    ([, value]) => value === name || (Array.isArray(value) && value.includes(name)),
  )?.[0]
  return task === undefined || output === undefined ? undefined : model.table.tasks[task.kind]?.outputs[output]
}

/** An address that the document describes for an output: its first embedded expression is the name of a file. */
type FileAddress = { readonly pattern: RegExp; readonly rule: OutputRule }

const addresses = new WeakMap<ProviderModel, readonly FileAddress[]>()

/** The addresses of a model's outputs. They are kept, because each GET request asks for them. */
function addressesOf(model: ProviderModel): readonly FileAddress[] {
  const known = addresses.get(model)
  if (known !== undefined) return known
  const { tasks, operations } = model.table
  const rules = [...Object.values(tasks), ...Object.values(operations)].flatMap(({ outputs }) => Object.values(outputs))
  const made = rules.flatMap((rule) =>
    rule.from
      .filter(isAddress)
      .flatMap((address) => basePaths(model).map((base) => ({ pattern: new RegExp(`^${escaped(base)}${patternOf(address)}$`), rule }))),
  )
  addresses.set(model, made)
  return made
}

function patternOf(address: string): string {
  return address
    .split(/\{[^}]*\}/)
    .map(escaped)
    .join('([^/?]+)')
}

/**
 * Why a file is not served: without the key or the headers that its output needs. A key that no document asks for is a client's mistake, because
 * other hosts serve such files.
 */
export function fileRefusal(context: Context, { rule, name }: RequestedFile, incoming: Incoming): Refusal | undefined {
  const { table } = context.model
  const note = (what: string): void => noteMistake(context, { incoming, operation: context.state.tasks.findByFile(name)?.operation }, what)
  if (rule?.auth !== true && table.auth?.in === 'header' && incoming.headers[table.auth.name.toLowerCase()] !== undefined)
    note('the API key was sent with the request for a file that does not need it')
  try {
    if (rule?.auth === true) checkKey(context, incoming)
  } catch (error) {
    const refusal = asRefusal(error)
    note(refusal.message)
    return refusal
  }
  const missing = Object.entries(rule?.headers ?? {}).find(([header, value]) => incoming.headers[header] !== value)?.[0]
  if (missing !== undefined) note(`the header ${missing} of the request for a file is missing or has another value`)
  return undefined
}
