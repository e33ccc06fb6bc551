/**
 * Shortens what ajv writes without changing what it does. Ajv spends five lines on adding an error to its list, and keeps the whole
 * schema beside the code only to name the allowed values in an error; where it drops errors of a branch it empties the list in ten.
 */
export function compactCode(code: string, schema: unknown): string {
  const short = code
    .replaceAll(
      /const (err\d+) = (\{.*\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g,
      '(vErrors ??= []).push($2);',
    )
    .replaceAll(
      /if\(vErrors !== null\)\{\nif\((_errs\d+)\)\{\nvErrors\.length = \1;\n\}\nelse \{\nvErrors = null;\n\}\n\}/g,
      'if(vErrors) vErrors.length = $1;',
    )
    // Whether a field is known is asked of the schema's own properties: their names are all that is needed.
    .replaceAll(
      /\.call\((schema\d+((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])+)), (key\d+)\)/g,
      (call, _, path: string, key: string) => {
        const value = valueAt(schema, path)
        return typeof value === 'object' && value !== null ? `.call(${namesOf(value)}, ${key})` : call
      },
    )
    .replaceAll(/(?<!const )\bschema\d+((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])+)/g, (reference, path: string) => {
      const value = valueAt(schema, path)
      return value === undefined ? reference : JSON.stringify(value)
    })
  return short
    .split('\n')
    .filter((line) => !isUnusedSchema(line, short))
    .join('\n')
}

function namesOf(value: object): string {
  return JSON.stringify(Object.fromEntries(Object.keys(value).map((name) => [name, 1])))
}

function isUnusedSchema(line: string, code: string): boolean {
  const name = /^const (schema\d+) = /.exec(line)?.[1]
  return name !== undefined && [...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length === 1
}

/** Follows a JavaScript property path such as `.properties["a b"].enum[0]`. */
function valueAt(schema: unknown, path: string): unknown {
  let value: unknown = schema
  for (const [, dotted, index, text] of path.matchAll(/\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    const key: string = dotted ?? index ?? (JSON.parse(text ?? '""') as string)
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
