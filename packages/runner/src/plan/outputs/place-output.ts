import { sep } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { OutputRule } from '@shotlist/core/contract'
import type { Problem } from '../../errors/issue.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import { slug } from '../../manifest/expressions/functions.ts'
import { checkPath } from '../../manifest/files/check-file.ts'
import type { Files } from '../../manifest/files/files.ts'
import { projectOf, realPath, relativeTo } from '../../manifest/files/out-of-bounds.ts'
import type { Cell } from '../cells/cell.ts'
import type { ExpandedJob, InstanceContext } from '../instances/instance-context.ts'
import { EXTENSIONS, fileOutputs } from './output-names.ts'

type Options = {
  readonly id: string
  readonly cell: Cell
  readonly take: number | undefined
  readonly scope: Scope
  readonly context: InstanceContext
}

/** The path of an instance's file below the output folder. Reports a path that is not possible. Returns `undefined` if there is no file. */
export function placeOutput(job: ExpandedJob, { id, cell, take, scope, context }: Options): string | undefined {
  const { issues, outputPaths } = context
  const place = job.declaration.output ?? job.declaration.place
  const extension = job.used === undefined ? undefined : fileExtension(job.used.outputs)
  if (job.used !== undefined && extension === undefined) {
    if (job.outputPath !== undefined)
      issues.add(place, {
        code: 'no-output',
        message: `${job.used.provider}/${job.used.operation.name} makes no file, so it has no \`output\``,
      })
    return undefined
  }
  const text =
    job.outputPath === undefined
      ? defaultOutput(job.declaration.id, { cell, take, extension: extension ?? '' })
      : evaluateValue(job.outputPath, scope, issues)
  if (typeof text !== 'string') return undefined
  const checked = checkPath(text)
  if ('problem' in checked || checked.path.endsWith('/')) {
    const problem = 'problem' in checked ? checked.problem : 'names a folder'
    const hint = 'problem' in checked ? checked.hint : 'Name the file itself.'
    issues.add(place, {
      code: 'bad-path',
      message: `the output \`${text.slice(0, 200)}\` ${problem}`,
      ...defined({ hint }),
    })
    return undefined
  }
  const odd = checkOutputName(checked.path)
  if (odd !== undefined) {
    const hint = `Write \`${odd.instead}\`, for example. \`slug(...)\` makes a valid name of any value.`
    issues.add(place, { code: 'bad-path', message: `the output \`${text.slice(0, 200)}\` ${odd.problem}`, hint })
    return undefined
  }
  outputPaths.push({ path: checked.path, instance: id, place, ...defined({ rules: job.used?.outputs }) })
  return checked.path
}

/** Names of devices on Windows, with any file extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(\.|$))/i

/** Folders whose files programs execute or interpret, and Shotlist's own folder. */
const RESERVED_FOLDER = /^(\.git|\.shotlist|node_modules)$/i

/** File names of manifests and lockfiles, which a clip must not overwrite. */
const MANIFEST = /\.ya?ml$/i

/**
 * Why some system refuses a path, and what to write instead; undefined if all systems accept it. A campaign is rendered on one machine and
 * opened on others.
 */
export function checkOutputName(path: string): { readonly problem: string; readonly instead: string } | undefined {
  const segments = path.split('/')
  const problem = segments.map(problemOf).find((found) => found !== undefined)
  return problem === undefined ? undefined : { problem, instead: segments.map(portable).join('/') }
}

/** Whether a path is that of a manifest or a lockfile, or lies in a reserved folder. */
export function isTaken(path: string): boolean {
  return MANIFEST.test(path) || path.split(/[/\\]/).some((segment) => RESERVED_FOLDER.test(segment))
}

function problemOf(segment: string): string | undefined {
  if (RESERVED_FOLDER.test(segment)) return `is in \`${segment}\`, which is not for clips`
  if (MANIFEST.test(segment)) return 'has the file extension of manifests and lockfiles'
  const character = /[<>:"|?*]/.exec(segment)?.[0]
  if (character !== undefined) return `contains \`${character}\`, which Windows does not allow`
  if (DEVICE.test(segment)) return `has a part that is the name of a device on Windows (${DEVICE.exec(segment)?.[0]})`
  return /[. ]$/.test(segment) ? 'has a part that ends in a dot or a space, which Windows removes' : undefined
}

function portable(segment: string): string {
  const plain = segment
    .replace(MANIFEST, '.mp4')
    .replaceAll(/[<>:"|?*]+/g, '-')
    .replace(/[. ]+$/, '')
  if (RESERVED_FOLDER.test(segment)) return 'clips'
  return plain === '' ? '-' : plain.replace(DEVICE, 'clip-$1')
}

/**
 * The problem with the real path of an output folder, or of the folder for its rehearsals: a link that came with the project could lead to
 * any place on the machine.
 *
 * @param folder absolute
 * @param root the manifest's folder
 */
export function checkOutputFolder(folder: string, { files, root }: { readonly files: Files; readonly root: string }): Problem | undefined {
  const project = projectOf(root, files)
  const real = files.real(project) ?? project
  for (const path of [folder, `${folder}-rehearsal`]) {
    // A folder beside the project (for `output_dir: .`) does not come with it.
    if (path === root || relativeTo(project, path) === undefined) continue
    const place = realPath(path, files)
    const below = place === real ? '' : relativeTo(real, place)
    const name = relativeTo(root, path) ?? path
    const hint = 'Replace the link with a folder. To render onto another disk, mount it there, or move the project onto it.'
    if (below === undefined) return { code: 'outside-project', message: `${name} is a link that leads out of the project`, hint }
    const odd = path === place ? undefined : checkOutputName(below.split(sep).join('/'))
    if (odd !== undefined) return { code: 'bad-path', message: `${name} is a link, and what it leads to ${odd.problem}`, hint }
  }
  return undefined
}

const MAX_WORD_LENGTH = 48

/** The extension of the file that an operation makes, by its first output that is a file; `undefined` if it makes none. */
function fileExtension(outputs: Readonly<Record<string, OutputRule>>): string | undefined {
  const [main = ''] = fileOutputs(outputs).main
  return EXTENSIONS[outputs[main]?.type ?? '']
}

/** The default name of a file: the job's id, the values of its cell, and its take. */
function defaultOutput(job: string, { cell, take, extension }: { cell: Cell; take: number | undefined; extension: string }): string {
  const words = cell.words.map((word) => slug(word).slice(0, MAX_WORD_LENGTH)).filter((word) => word !== '')
  return `${[job, ...words, ...(take === undefined ? [] : [String(take)])].join('-')}${extension}`
}
