import type { Candidates, EndpointModel, ProviderModel } from '@shotlist/codegen'
import type { OutputRule } from '../documents/terms.ts'
import { FILES_PATH } from '../files/file-link.ts'
import type { Incoming } from '../requests/incoming.ts'
import { asRefusal, type Refusal } from '../requests/refusal.ts'
import { basePaths, decode, escaped } from '../requests/route-table.ts'
import type { Json } from '../responses/json.ts'
import { isAddress } from '../responses/place.ts'
import type { Task } from '../tasks/task.ts'
import { checkKey } from './classify-request.ts'
import type { Context } from './context.ts'
import { documentedAddress } from './documented-address.ts'
import { linkTo } from './make-files.ts'
import { noteMistake } from './mistakes.ts'

/**
 * How a response has a file: by an address, by the part of one that the document reads from there, or (by its name here) as its body. That
 * part is the file's name, unless the response has one of the task's ids at the same place.
 */
export function referenceTo(context: Context, rule: Pick<OutputRule, 'from' | 'body'>, name: string): string {
  if (rule.body === true) return name
  const address = rule.from.find(isAddress)
  if (address === undefined) return documentedAddress(context, rule, name) ?? linkTo(context, name)
  return idAt(context, { rule, expression: /\{([^}]*)\}/.exec(address)?.[1] ?? '', name }) ?? name
}

/** The same for all files of an output, which may be a list. */
export function references(context: Context, rule: Pick<OutputRule, 'from'>, names: Json): Json {
  return Array.isArray(names) ? names.map((name) => referenceTo(context, rule, String(name))) : referenceTo(context, rule, String(names))
}

/** The id that the response with a file has at a place: of the task, or of the file. */
function idAt(
  { model, state }: Context,
  { rule, expression, name }: { readonly rule: Pick<OutputRule, 'from' | 'in'>; readonly expression: string; readonly name: string },
): string | undefined {
  const task = state.tasks.findByFile(name)
  const rules = task === undefined ? undefined : model.table.tasks[task.kind]
  if (task === undefined || rules === undefined) return undefined
  const { id, readMany, recent, result, outputs } = rules
  const ofRead: [Candidates | undefined, unknown][] = [
    [result?.value, task.resultId],
    [id, task.id],
    [readMany?.itemId, task.id],
    [recent?.itemId, task.id],
  ]
  const ofOutputs = Object.entries(outputs).flatMap(([key, output]): typeof ofRead =>
    output.type === 'id' && output.in === rule.in ? [[output.from, task.outputs[key]]] : [],
  )
  const all = rule.in === undefined ? [...ofRead, ...ofOutputs] : ofOutputs
  const found = all.find(([from, value]) => from?.includes(expression) === true && value !== undefined)
  return found === undefined ? undefined : String(Array.isArray(found[1]) ? found[1][indexIn(task, name)] : found[1])
}

/** Where a value is in an output that is a list. Lists of one task hold their values in the same order. */
function indexIn({ outputs }: Task, value: string): number {
  const list = Object.values(outputs).find((each) => Array.isArray(each) && each.includes(value))
  return Array.isArray(list) ? list.indexOf(value) : 0
}

/** A file of the emulator that a request asks for. */
export type RequestedFile = {
  readonly name: string
  /** The output that names it, if that is known. */
  readonly rule: OutputRule | undefined
  /** The document's own request at this path. */
  readonly endpoint?: EndpointModel | undefined
}

/** The file at a path: below the emulator's own path for files, or at an address that the document describes. */
export function requestedFile(context: Context, path: string): RequestedFile | undefined {
  const own = basePaths(context.model).find((base) => path.startsWith(`${base}${FILES_PATH}`)) ?? ''
  if (path.startsWith(`${own}${FILES_PATH}`)) {
    const name = path.slice(own.length + FILES_PATH.length)
    return { name, rule: ruleOf(context, name) }
  }
  const match = context.routes.match('GET', path)
  const endpoint = typeof match === 'object' ? match.endpoint : undefined
  for (const { pattern, rule, output } of addressesOf(context.model)) {
    const found = pattern.exec(path)?.[1]
    const name = found === undefined ? undefined : fileNamed(context, { value: decode(found), rule, output })
    if (name !== undefined) return { name, rule, endpoint }
  }
  const parameters = typeof match === 'object' ? Object.values(match.pathParameters) : []
  const name = parameters.find((value) => context.files.has(value))
  return name === undefined ? undefined : { name, rule: ruleOf(context, name), endpoint }
}

/** The file that a part of an address stands for: it is the file's name, or an id of the task that has it. */
function fileNamed(
  { files, state, model }: Context,
  { value, rule, output }: { readonly value: string; readonly rule: OutputRule; readonly output: string },
): string | undefined {
  if (files.has(value)) return value
  const task = state.tasks.find(value) ?? state.tasks.findByResult(value) ?? state.tasks.findByOutput(value)
  const names = task && model.table.tasks[task.kind]?.outputs[output] === rule ? task.outputs[output] : undefined
  const name = task && Array.isArray(names) ? names[indexIn(task, value)] : names
  return typeof name === 'string' && files.has(name) ? name : undefined
}

function ruleOf({ model, state }: Context, name: string): OutputRule | undefined {
  const task = state.tasks.findByFile(name)
  const output = Object.entries(task?.outputs ?? {}).find(
    ([, value]) => value === name || (Array.isArray(value) && value.includes(name)),
  )?.[0]
  return task === undefined || output === undefined ? undefined : model.table.tasks[task.kind]?.outputs[output]
}

/** An address that the document describes for an output: its first embedded expression is the name of a file, or an id of its task. */
type FileAddress = { readonly pattern: RegExp; readonly rule: OutputRule; readonly output: string }

const addresses = new WeakMap<ProviderModel, readonly FileAddress[]>()

/** The addresses of a model's outputs. They are kept, because each GET request asks for them. */
function addressesOf(model: ProviderModel): readonly FileAddress[] {
  const known = addresses.get(model)
  if (known !== undefined) return known
  const { tasks, operations } = model.table
  const outputs = [...Object.values(tasks), ...Object.values(operations)].flatMap((each) => Object.entries(each.outputs))
  const made = outputs.flatMap(([output, rule]) =>
    rule.from
      .filter(isAddress)
      .flatMap((address) =>
        basePaths(model).map((base) => ({ pattern: new RegExp(`^${escaped(base)}${patternOf(address)}$`), rule, output })),
      ),
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
 * Why a file is not served: without the key or the headers that its output, or the document's request at its address, needs. A key that no
 * document asks for is a client's mistake, because other hosts serve such files.
 */
export function fileRefusal(context: Context, { rule, name, endpoint }: RequestedFile, incoming: Incoming): Refusal | undefined {
  const { table } = context.model
  const needsKey = rule?.auth === true || (endpoint !== undefined && endpoint.keyless !== true)
  const note = (what: string): void => noteMistake(context, { incoming, operation: context.state.tasks.findByFile(name)?.operation }, what)
  if (!needsKey && table.auth?.in === 'header' && incoming.headers[table.auth.name.toLowerCase()] !== undefined)
    note('the API key was sent with the request for a file that does not need it')
  try {
    if (needsKey) checkKey(context, incoming)
  } catch (error) {
    const refusal = asRefusal(error)
    note(refusal.message)
    return refusal
  }
  const wanted = { ...(endpoint === undefined ? {} : table.headers), ...rule?.headers }
  const missing = Object.entries(wanted).find(([header, value]) => incoming.headers[header] !== value)?.[0]
  if (missing !== undefined) note(`the header ${missing} of the request for a file is missing or has another value`)
  return undefined
}
