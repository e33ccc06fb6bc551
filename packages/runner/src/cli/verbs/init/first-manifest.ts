import type { FieldModel, OperationModel, ProviderModel } from '@shotlist/codegen'

type Options = {
  readonly name: string
  readonly provider: string
  readonly model: ProviderModel
  /** What the clips show. */
  readonly prompt: string
  /** Where the schema is, for editors. */
  readonly schema: string
}

/** Shapes of the clips that show the same for several places. */
const RATIOS = ['9:16', '1:1']

/** A manifest to begin with: one clip, the same in other shapes, and its continuation, each line with what it is for. */
export function firstManifest({ name, provider, model, prompt, schema }: Options): string {
  const operation = model.operations['text-to-video']
  const example = operation?.example ?? {}
  const ratio = fieldOf(operation, 'aspect_ratio')
  const shared = Object.entries(example).filter(([field]) => field !== 'prompt' && field !== 'seed' && field !== ratio?.name)
  const seed = Object.hasOwn(example, 'seed') ? ', seed: 7' : ''
  return `# yaml-language-server: $schema=${schema}
version: 1
name: ${text(name)}

# Used in prompts and file names as \${{ vars.subject }}.
vars:
  subject: ${text(prompt)}

# Nothing is submitted that would cost more than this.
budget: { usd: 10 }
output_dir: renders

defaults:
  provider: ${provider} # ${model.table.title}; its key is read from ${model.table.env.key}
  # Taken by every job whose operation has the field. \`shotlist describe ${provider}/text-to-video\` lists them all.
  with: { ${shared.map(([field, value]) => `${field}: ${scalar(value)}`).join(', ')} }

jobs:
  hero:
    uses: text-to-video
    with: { prompt: "\${{ vars.subject }}"${ratio === undefined ? '' : `, ${ratio.name}: "16:9"`}${seed} }
    output: hero.mp4
${ratio === undefined ? '' : matrixJob(ratio)}${longerJob(model)}`
}

const matrixJob = (ratio: FieldModel): string => `
  # The same in other shapes: one clip for each value.
  social:
    matrix:
      ratio: [${RATIOS.filter((value) => ratio.enum === undefined || ratio.enum.includes(value))
        .map((value) => JSON.stringify(value))
        .join(', ')}]
    uses: text-to-video
    with: { prompt: "\${{ vars.subject }}, close up", ${ratio.name}: "\${{ matrix.ratio }}" }
    output: social/\${{ slug(matrix.ratio) }}.mp4
    tags: [social]
`

/** Where the provider extends clips, the job that shows how one builds on another. */
function longerJob(model: ProviderModel): string {
  const operation = model.operations['extend']
  const source = fieldOf(operation, 'source_video')
  if (operation === undefined || source === undefined) return ''
  const known = new Set(['prompt', 'seed', source.name, ...defaultFields(model)])
  const own = Object.entries(operation.example ?? {}).filter(([field]) => !known.has(field))
  const others = own.map(([field, value]) => `, ${field}: ${scalar(value)}`).join('')
  return `
  # Goes on where hero ends: it waits for that clip, and begins with it.
  hero-long:
    uses: extend
    with: { ${source.name}: "\${{ jobs.hero.outputs.video_id }}", prompt: the camera pulls back slowly${others} }
    output: hero-long.mp4
`
}

const defaultFields = (model: ProviderModel): readonly string[] => Object.keys(model.operations['text-to-video']?.example ?? {})

/** The field that means this at every provider. */
const fieldOf = (operation: OperationModel | undefined, canonical: string): FieldModel | undefined =>
  operation?.fields.find((field) => field.canonical === canonical)

const scalar = (value: unknown): string => (typeof value === 'string' ? text(value) : JSON.stringify(value))

/** Plain where YAML reads it as this text in every place, else in quotes. */
const text = (value: string): string =>
  /^[A-Za-z][\w .-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$|\s$/i.test(value) ? value : JSON.stringify(value)
