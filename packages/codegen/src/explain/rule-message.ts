import { valueText } from '@shotlist/core/reasons'
import type { ErrorObject } from 'ajv'
import { joinPointer, splitPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject, own } from '../spec/place.ts'
import type { Subject } from './describe-error.ts'

export type RuleMessage = {
  readonly path: string
  readonly text: string
  /** The value that the rule applies to. */
  readonly base: string
}

/**
 * The document's own message for an error, if there is one: that of the schema that refused the value, or of the nearest schema around it
 * by schema path. (Below a `$ref`, ajv's schema paths start again, so that only the schema itself is useful.)
 */
export function findRuleMessage(error: ErrorObject, messages: Readonly<Record<string, string>>): RuleMessage | undefined {
  const said: unknown = isObject(error.parentSchema) ? error.parentSchema['x-message'] : undefined
  if (typeof said === 'string') return { path: parentPath(error.schemaPath), text: said, base: error.instancePath }
  let path = error.schemaPath
  while (path !== '') {
    const text = Object.hasOwn(messages, path) ? messages[path] : undefined
    if (text !== undefined) return { path, text, base: instanceBase(path, error.instancePath) }
    path = parentPath(path)
  }
  return undefined
}

function parentPath(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** Replaces `{field}` by the values sent, or by the fields' defaults if no value was sent. */
export function fillMessage(rule: RuleMessage, subject: Subject, defaults: Readonly<Record<string, unknown>>): string {
  return rule.text.replaceAll(/\{([A-Za-z0-9_.-]+)\}/g, (written, name: string) => {
    const value = fieldValue(name, rule.base, subject) ?? (Object.hasOwn(defaults, name) ? defaults[name] : undefined)
    return value === undefined ? written : valueText(value)
  })
}

/** The fields that a message names, in its order. */
export function namedFields(text: string): string[] {
  return Array.from(text.matchAll(/\{([A-Za-z0-9_.-]+)\}/g), (match) => match[1] ?? '')
}

/** A field of the value that the rule applies to, or of an object around it: a rule on `duration` itself names `duration`. */
function fieldValue(name: string, base: string, subject: Subject): unknown {
  const path = name.split('.')
  for (let segments = splitPointer(base); ; segments = segments.slice(0, -1)) {
    const around = segments.reduce(joinPointer, '')
    const value = valueAt(valueAt(subject.data, around), path.reduce(joinPointer, ''))
    if (value !== undefined && (!isObject(value) || segments.length === 0)) return value
    if (segments.length === 0) return undefined
  }
}

/** Keywords that lead to a part of the value, with the number of segments they take in a schema path. */
const DESCENDING: Readonly<Record<string, number>> = {
  additionalProperties: 1,
  contains: 1,
  items: 1,
  patternProperties: 2,
  prefixItems: 2,
  properties: 2,
}

/** The place that a schema path leads to in the value, as the beginning of the error's own place. */
function instanceBase(schemaPath: string, instancePath: string): string {
  const keywords = schemaPath.split('/').slice(1)
  let depth = 0
  for (let index = 0; index < keywords.length; ) {
    const taken = own(DESCENDING, keywords[index] ?? '')
    if (taken !== undefined) depth += 1
    index += taken ?? 1
  }
  return splitPointer(instancePath).slice(0, depth).reduce(joinPointer, '')
}
