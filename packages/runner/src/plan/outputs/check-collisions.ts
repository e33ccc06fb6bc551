import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** An output's path, whose it is, and the place in the manifest that names it. */
export type NamedOutput = { readonly path: string; readonly instance: string; readonly place: Place }

/**
 * Notes outputs that would overwrite one another: the same name, also on a disk that does not tell capitals from small letters, or a name
 * that another one needs as a folder.
 */
export function checkCollisions(outputs: readonly NamedOutput[], issues: IssueList): void {
  const owners = new Map<string, NamedOutput>()
  // One mistake in the manifest may be that of a thousand clips: it is told once, with how many more there are.
  const clashes = new Map<number, Clash>()
  for (const output of outputs) {
    const key = fold(output.path)
    const owner = owners.get(key)
    const known = clashes.get(output.place.start)
    if (owner === undefined) owners.set(key, output)
    else if (known === undefined) clashes.set(output.place.start, { output, owner, more: 0 })
    else known.more += 1
  }
  for (const clash of clashes.values()) noteSame(clash, issues)
  for (const output of outputs) {
    const folder = parents(fold(output.path)).find((parent) => owners.has(parent))
    const owner = folder === undefined ? undefined : owners.get(folder)
    if (owner !== undefined)
      issues.add(output.place, {
        code: 'output-collision',
        message: `${output.path} needs a folder where ${owner.instance} puts its file ${owner.path}`,
      })
  }
}

/** The first output of a place that is another's too, and how many more of that place are. */
type Clash = { readonly output: NamedOutput; readonly owner: NamedOutput; more: number }

function noteSame({ output, owner, more }: Clash, issues: IssueList): void {
  const same = output.path === owner.path
  const isOtherCase = output.path.normalize('NFC') !== owner.path.normalize('NFC')
  const spelling = isOtherCase ? 'capitals from small letters' : 'two ways to write a character apart'
  const sameJob = output.place.start === owner.place.start
  issues.add(output.place, {
    code: 'output-collision',
    message: `${output.instance} and ${owner.instance} both write ${output.path}${same ? '' : ` (as ${owner.path}: many disks do not tell ${spelling})`}${more === 0 ? '' : `, and ${more} more like this`}`,
    hint: sameJob
      ? 'Name in `output` what makes them differ: `${{ matrix.<axis> }}`, `${{ row.<column> }}` or `${{ take }}`.'
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
