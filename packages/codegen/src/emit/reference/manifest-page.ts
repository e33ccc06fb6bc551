import type { JsonSchema } from '../../ir/model.ts'
import { textOf } from '../../spec/place.ts'
import { type GeneratedFile, markdownHeader, type Origin } from '../generated-file.ts'
import { manifestBase } from '../manifest-schema/base.ts'
import { inlineCode, markdownTable } from './markdown.ts'

type Keys = Readonly<Record<string, JsonSchema>>

/** Every key of a manifest, from the schema that editors use. */
export function manifestPage(folder: string, origin: Origin): GeneratedFile {
  const keys = manifestBase['properties'] as Keys
  const definitions = manifestBase['definitions'] as Keys
  const settings = keys['providers']?.['additionalProperties'] as JsonSchema
  const parts = [
    markdownHeader(origin).trimEnd(),
    '# Keys of a manifest',
    keysTable(manifestBase),
    '## `providers.<id>`',
    keysTable(settings),
    '## `budget`',
    keysTable(keys['budget'] ?? {}),
    '## `defaults`',
    keysTable(keys['defaults'] ?? {}),
    '## `jobs.<name>`',
    keysTable(definitions['job'] ?? {}),
    '## Values',
    markdownTable(
      ['value', 'is'],
      Object.entries(definitions)
        .filter(([name]) => name !== 'job')
        .map(([name, schema]) => [name, textOf(schema['description'] ?? '')]),
    ),
  ]
  return { path: `${folder}/manifest.gen.md`, text: `${parts.join('\n\n')}\n` }
}

function keysTable(schema: JsonSchema): string {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const rows = Object.entries(schema['properties'] as Keys).map(([name, key]) => [
    `${inlineCode(name)}${required.includes(name) ? ' (required)' : ''}`,
    `${textOf(key['description'] ?? '')}${key['default'] === undefined ? '' : ` Default: ${inlineCode(JSON.stringify(key['default']))}.`}`,
    Array.isArray(key['examples']) ? key['examples'].map((example) => inlineCode(JSON.stringify(example))).join(' ') : '',
  ])
  return markdownTable(['key', 'meaning', 'for example'], rows)
}
