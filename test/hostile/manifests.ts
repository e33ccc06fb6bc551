const FIELDS = 'model: v5, prompt: x, duration: 5, quality: 360p, aspect_ratio: "16:9"'

function job(more = '', fields = FIELDS): string {
  return `{ ${more}uses: pixverse/text-to-video, with: { ${fields} } }`
}
function manifest(jobs: string, head = ''): string {
  return `version: 1\n${head}jobs:\n${jobs}\n`
}
function prompted(prompt: string, head = ''): string {
  return manifest(`  a: ${job('', FIELDS.replace('prompt: x', `prompt: ${prompt}`))}`, head)
}
function times(count: number, make: (nth: number) => string, joint = ''): string {
  return Array.from({ length: count }, (_, nth) => make(nth)).join(joint)
}

/** A malicious or accidentally broken manifest, and the expected message. */
export type Hostile = { readonly name: string; readonly text: string; readonly says: string }

export const HOSTILE: readonly Hostile[] = [
  {
    name: 'a YAML bomb',
    text: manifest(
      `  a: ${job()}`,
      `l0: &l0 [x]\n${times(12, (nth) => `l${nth + 1}: &l${nth + 1} [${times(10, () => `*l${nth}`, ', ')}]\n`)}`,
    ),
    says: 'yaml-aliases',
  },
  { name: 'an alias within itself', text: manifest(`  a: ${job()}`, 'vars: &v { x: *v }\n'), says: 'yaml-alias' },
  {
    name: 'a hundred thousand brackets',
    text: manifest(`  a: ${job()}`, `vars: { x: ${'['.repeat(1e5)}${']'.repeat(1e5)} }\n`),
    says: 'yaml-too-deep',
  },
  {
    name: 'a matrix of a billion cells',
    text: manifest(
      `  a:\n    matrix: { ${times(9, (nth) => `x${nth}: [${times(10, String, ', ')}]`, ', ')} }\n    uses: pixverse/text-to-video\n    with: { ${FIELDS} }`,
    ),
    says: 'too-many',
  },
  { name: 'a billion takes', text: manifest(`  a: ${job('takes: 1000000000, ')}`), says: 'out-of-range' },
  {
    name: 'variables that expand to 10 GB of text',
    text: prompted(
      '"${{ vars.v9 }}"',
      `vars:\n  v0: "aaaaaaaaaa"\n${times(9, (nth) => `  v${nth + 1}: "${`\${{ vars.v${nth} }}`.repeat(10)}"\n`)}`,
    ),
    says: 'too-large',
  },
  {
    name: 'variables that expand to ten billion values',
    text: prompted(
      '"${{ json(vars.v9) }}"',
      `vars:\n  v0: [${times(10, String, ', ')}]\n${times(9, (nth) => `  v${nth + 1}: [${times(10, () => `"\${{ vars.v${nth} }}"`, ', ')}]\n`)}`,
    ),
    says: 'too-large',
  },
  { name: 'an expression of brackets', text: prompted(`"\${{ ${'('.repeat(5e4)}1${')'.repeat(5e4)} }}"`), says: 'expression-syntax' },
  { name: 'a text of five megabytes', text: prompted(`"${'x'.repeat(5e6)}"`), says: 'must have at most' },
  { name: 'a key of two megabytes', text: manifest(`  a: ${job('', `${FIELDS}, ${'k'.repeat(2e6)}: 1`)}`), says: 'has no field' },
  { name: 'an output outside', text: manifest(`  a: ${job('output: ../../x.mp4, ')}`), says: 'bad-path' },
  { name: 'an absolute output', text: manifest(`  a: ${job('output: /tmp/x.mp4, ')}`), says: 'bad-path' },
  { name: 'an output folder outside', text: manifest(`  a: ${job()}`, 'output_dir: ../..\n'), says: 'bad-path' },
  {
    name: 'a picture outside',
    text: manifest('  a: { uses: pixverse/image-to-video, with: { model: v5, prompt: x, img_id: { file: ../../../../etc/passwd } } }'),
    says: 'outside-project',
  },
  { name: 'an endless table', text: manifest(`  a: ${job('foreach: ../../../../../../../dev/zero, ')}`), says: 'outside-project' },
  {
    name: 'an endless document',
    text: manifest(`  a: ${job()}`, 'providers: { acme: { spec: /dev/zero } }\n'),
    says: 'is not relative',
  },
  {
    name: 'absurd numbers',
    text: manifest(
      `  a: ${job()}`,
      'concurrency: 1e309\nbudget: { usd: .nan, credits: -.inf }\nproviders: { pixverse: { concurrency: 99999999999999999999, rate: 1e400/min } }\ndefaults: { retries: -1, timeout: 99999999999999999h }\n',
    ),
    says: 'out-of-range',
  },
  { name: "a job named like an object's prototype", text: manifest(`  __proto__: ${job()}`), says: 'bad-name' },
  {
    name: 'names that every object has',
    text: prompted('"${{ vars.constructor }} ${{ vars.toString }}"', 'vars: {}\n'),
    says: 'unknown-name',
  },
  {
    name: 'a provider that every object has',
    text: manifest('  a: { uses: constructor/toString }\n  b: { uses: pixverse/hasOwnProperty }'),
    says: 'error',
  },
  {
    name: 'jobs in a cycle',
    text: manifest(`  a: ${job('needs: [b], ')}\n  b: ${job('needs: [c], ')}\n  c: ${job('needs: [a], ')}`),
    says: 'cycle',
  },
  { name: 'a NUL byte', text: prompted('a\0b'), says: 'NUL' },
  { name: 'a NUL in an output', text: manifest(`  a: ${job('output: "a\\0b.mp4", ')}`), says: 'control character' },
  { name: 'two documents in one', text: `${manifest(`  a: ${job()}`)}---\n${manifest(`  b: ${job()}`)}`, says: 'second document' },
  { name: 'nothing', text: '', says: 'empty' },
]
