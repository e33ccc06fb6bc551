import type { OutputRule } from '../documents/terms.ts'
import { FILES_PATH } from '../files/file-link.ts'
import type { Incoming } from '../requests/incoming.ts'
import { asRefusal, type Refusal } from '../requests/refusal.ts'
import { basePaths } from '../requests/route-table.ts'
import { isAddress } from '../responses/place.ts'
import { checkKey } from './classify-request.ts'
import type { Context } from './context.ts'
import { linkTo } from './make-files.ts'
import { noteMistake } from './mistakes.ts'

/** What a response says where it names a file: a link, or the part of its address that the document reads from there. */
export function referenceTo(context: Context, rule: Pick<OutputRule, 'from'>, name: string): string {
  return rule.from.some(isAddress) ? name : linkTo(context, name)
}

/** A file of the emulator that a request asks for, and the output that names it, if that is known. */
export type RequestedFile = { readonly name: string; readonly rule: OutputRule | undefined }

/** The file at a path: below the emulator's own path for files, or at an address that an output of the document describes. */
export function requestedFile(context: Context, path: string): RequestedFile | undefined {
  if (path.startsWith(FILES_PATH)) {
    const name = path.slice(FILES_PATH.length)
    return { name, rule: ruleOf(context, name) }
  }
  for (const rule of fileRules(context)) {
    for (const address of rule.from) {
      const name = isAddress(address) ? nameIn(context, address, path) : undefined
      if (name !== undefined && context.files.has(name)) return { name, rule }
    }
  }
  return undefined
}

function fileRules({ model }: Context): OutputRule[] {
  const { tasks, operations } = model.table
  return [...Object.values(tasks), ...Object.values(operations)].flatMap(({ outputs }) => Object.values(outputs))
}

function ruleOf({ model, state }: Context, name: string): OutputRule | undefined {
  const task = state.tasks.findByFile(name)
  const output = Object.entries(task?.outputs ?? {}).find(([, value]) => value === name)?.[0]
  return task === undefined || output === undefined ? undefined : model.table.tasks[task.kind]?.outputs[output]
}

/** The value of an address's first embedded expression in a path. */
function nameIn({ model }: Context, address: string, path: string): string | undefined {
  const pattern = address
    .split(/\{[^}]*\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('([^/?]+)')
  for (const base of basePaths(model)) {
    const found = path.startsWith(base) ? new RegExp(`^${pattern}$`).exec(path.slice(base.length))?.[1] : undefined
    if (found !== undefined) return decodeURIComponent(found)
  }
  return undefined
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
