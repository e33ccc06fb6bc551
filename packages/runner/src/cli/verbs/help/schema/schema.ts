import { readFile } from 'node:fs/promises'
import { packageFile } from '../../../../errors/own-package.ts'
import { DOCUMENT_OPTIONS, documentOf } from '../../../options/document-options.ts'
import { writeFileOf } from '../../../options/written-file.ts'
import { openCatalog } from '../../../project/open-catalog.ts'
import type { Verb } from '../../../verb.ts'

/** Matches the beginning of a schema of manifests, and of no other file. */
const SCHEMA_MARK = /^\{\s*"\$schema": "[^"]*",\s*"\$comment": "[^"]*",\s*"title": "Shotlist manifest"/

export const schema: Verb = {
  name: 'schema',
  group: 'help',
  summary: 'prints the JSON Schema of manifests, for editors',
  arguments: [{ flags: '[manifest]', description: 'a manifest with its own providers; default: shotlist.yaml, if it exists' }],
  options: [{ flags: '-o, --output <file>', description: 'write the schema to a file' }, ...DOCUMENT_OPTIONS],
  examples: [
    {
      command: 'shotlist schema --output manifest.schema.json',
      does: 'writes it for a manifest whose first line is: # yaml-language-server: $schema=manifest.schema.json',
    },
  ],
  async run({ cwd, stdout, stderr }, [manifest], options) {
    const catalog = await openCatalog({ cwd, manifest, document: documentOf(options) })
    // Composing a schema needs the whole compiler, so it is loaded only if the published schema is not enough.
    const { hasOwnProviders, projectSchema } = await import('../../../project/project-schema.ts')
    const text = hasOwnProviders(catalog) ? projectSchema(catalog) : await readFile(packageFile('schema/manifest.schema.json'), 'utf8')
    const file = options['output']
    if (typeof file !== 'string') {
      stdout.write(text)
      return 0
    }
    writeFileOf({ option: '--output', name: file, cwd, mark: SCHEMA_MARK }, text)
    stderr.write(`wrote ${file}\n`)
    return 0
  },
}
