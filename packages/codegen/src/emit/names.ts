/** Words that cannot name an exported constant. Contextual keywords (`of`, `type`) can. */
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
    'this throw true try typeof var void while with yield'
  ).split(' '),
)

/** `text-to-video` -> `textToVideo`. */
export function camelCase(kebab: string): string {
  const name = pascalCase(kebab)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** `text-to-video` -> `TextToVideo`. Digits that lead move behind the first word: `302ai` -> `Ai302`. */
export function pascalCase(kebab: string): string {
  const [, digits = '', rest = ''] = /^(\d*)-*(.*)$/s.exec(kebab) ?? []
  const words = rest.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const [first = 'Api', ...others] = words
  return [`${capital(first)}${digits}`, ...others.map(capital)].join('')
}

/** Names that generated modules use. */
const GENERATED_NAMES = new Set([
  'callOperation',
  'createClient',
  'exactFields',
  'exactIntegers',
  'inputCheck',
  'placeInput',
  'plainCheck',
  'provider',
  'startTask',
  'startTaskWithFiles',
  'table',
  'unchecked',
  'uploadFile',
  'validate',
])

/** Members that every client has beside its operations. */
const CLIENT_MEMBERS = new Set(['cancel', 'engine', 'estimate', 'raw', 'resume', 'retrieveMany', 'then', 'withOptions'])

/** The exported constant of an operation; a name that is taken gets a trailing underscore. */
export function constantName(operation: string): string {
  const name = camelCase(operation)
  return reserved.has(name) || GENERATED_NAMES.has(name) ? `${name}_` : name
}

/** The client's method for an operation; a name that every client has already gets a trailing underscore. */
export function methodName(operation: string): string {
  const name = camelCase(operation)
  return CLIENT_MEMBERS.has(name) ? `${name}_` : name
}

/** A property's name as a type or an object literal writes it. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return '["__proto__"]'
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
