import { posix } from 'node:path'
import type { OutputRule } from '@shotlist/core/contract'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import { hasParts, isPartOf } from './output-names.ts'

/** The path of a file below the output folder, its instance, and the place in the manifest that names it. */
export type OutputPath = {
  readonly path: string
  readonly instance: string
  readonly place: Place
  /** The outputs of its operation. */
  readonly rules?: Readonly<Record<string, OutputRule>>
}

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
  noteParts(outputPaths, issues)
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

/** Reports outputs that have the name of a further file of another job, as `clip.2.png` of `clip.png`. */
function noteParts(outputPaths: readonly OutputPath[], issues: IssueList): void {
  const withParts = new Map(outputPaths.filter(({ rules = {} }) => hasParts(rules)).map((output) => [stemOf(output.path), output] as const))
  if (withParts.size === 0) return
  for (const output of outputPaths) {
    const path = fold(output.path)
    const stems = [...path.matchAll(/\.(?=[^/]+$)/g)].map(({ index }) => path.slice(0, index))
    const owners = stems.map((stem) => withParts.get(stem)).filter((owner) => owner !== undefined && owner !== output)
    const owner = owners.find((one) => one !== undefined && isPartOf(path, fold(one.path), folded(one.rules)))
    if (owner === undefined) continue
    issues.add(output.place, {
      code: 'output-collision',
      message: `${output.path} may also be the name of a further file of ${owner.instance}, which names its files after ${owner.path}`,
      hint: 'Give one of them another name.',
    })
  }
}

/** Outputs by their names in the same form. */
function folded(rules: OutputPath['rules'] = {}): NonNullable<OutputPath['rules']> {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [fold(name), rule]))
}

/** A path without its file extension, in a form that ignores case. */
function stemOf(path: string): string {
  return fold(path.slice(0, path.length - posix.extname(path).length))
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
