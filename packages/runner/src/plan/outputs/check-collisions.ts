import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** The path of a file below the output folder, its instance, and the place in the manifest that names it. */
export type OutputPath = { readonly path: string; readonly instance: string; readonly place: Place }

/**
 * Reports outputs that would overwrite one another: the same name (also on a disk that ignores case), or a file whose path another output
 * needs as a folder.
 */
export function checkCollisions(outputPaths: readonly OutputPath[], issues: IssueList): void {
  const owners = new Map<string, OutputPath>()
  // One place in the manifest may name the outputs of a thousand clips: it is reported once, with a count.
  const clashes = new Map<number, Clash>()
  for (const output of outputPaths) {
    const key = fold(output.path)
    const owner = owners.get(key)
    const known = clashes.get(output.place.start)
    if (owner === undefined) owners.set(key, output)
    else if (known === undefined) clashes.set(output.place.start, { output, owner, more: 0 })
    else known.more += 1
  }
  for (const clash of clashes.values()) noteSame(clash, issues)
  for (const output of outputPaths) {
    const folder = parents(fold(output.path)).find((parent) => owners.has(parent))
    const owner = folder === undefined ? undefined : owners.get(folder)
    if (owner !== undefined)
      issues.add(output.place, {
        code: 'output-collision',
        message: `${output.path} needs a folder where ${owner.instance} puts its file ${owner.path}`,
      })
  }
}

/** The first output of a place that collides, its other owner, and how many more outputs of that place collide. */
type Clash = { readonly output: OutputPath; readonly owner: OutputPath; more: number }

function noteSame({ output, owner, more }: Clash, issues: IssueList): void {
  const same = output.path === owner.path
  const isOtherCase = output.path.normalize('NFC') !== owner.path.normalize('NFC')
  const difference = isOtherCase ? 'capitals and small letters' : 'two encodings of a character'
  const sameJob = output.place.start === owner.place.start
  issues.add(output.place, {
    code: 'output-collision',
    message: `${output.instance} and ${owner.instance} both write ${output.path}${same ? '' : ` (as ${owner.path}: many disks do not distinguish ${difference})`}${more === 0 ? '' : `, and ${more} more like this`}`,
    hint: sameJob
      ? 'Use in `output` what makes them differ: `${{ matrix.<axis> }}`, `${{ row.<column> }}` or `${{ take }}`.'
      : 'Give one of them another name.',
  })
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

function parents(path: string): readonly string[] {
  const found: string[] = []
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) found.push(path.slice(0, at))
  return found
}
