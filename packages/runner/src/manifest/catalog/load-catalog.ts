import { relative, resolve } from 'node:path'
import type { CompileOptions, Issue as DocumentIssue, ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { shellWords } from '../../errors/command-line.ts'
import type { Issue, Problem } from '../../errors/issue.ts'
import { checkFile, checkInputPath } from '../files/check-file.ts'
import type { Files } from '../files/files.ts'
import { outOfBounds } from '../files/out-of-bounds.ts'
import type { IssueList } from '../issue-list.ts'
import type { ProviderSettings } from '../manifest.ts'
import type { Catalog, Shipped } from './catalog.ts'
import { documentTrustProblems } from './document-trust.ts'
import { loadShipped, shippedProviders } from './shipped.ts'

type Options = {
  readonly root: string
  /** Messages name documents relative to it. */
  readonly cwd: string
  readonly files: Files
  readonly issues: IssueList
  readonly shipped?: Shipped
}

/** The providers of a manifest. Its own documents are compiled now; those that ship are loaded when they are first used. */
export async function loadCatalog(settings: ReadonlyMap<string, ProviderSettings>, options: Options): Promise<Catalog> {
  const shipped = options.shipped ?? { ids: shippedProviders(), load: loadShipped }
  const own = new Map<string, ProviderModel | undefined>()
  for (const provider of settings.values()) {
    if (provider.spec !== undefined) own.set(provider.id, await loadOwn(provider, shipped, options))
    else if (!shipped.ids.includes(provider.id)) own.set(provider.id, undefined)
  }
  return {
    ids: [...new Set([...shipped.ids, ...own.keys()])],
    get: (id) => (own.has(id) ? own.get(id) : shipped.load(id)),
    isBroken: (id) => own.has(id) && own.get(id) === undefined,
  }
}

async function loadOwn(
  { id, spec, overlay }: ProviderSettings,
  shipped: Shipped,
  { root, cwd, files, issues }: Options,
): Promise<ProviderModel | undefined> {
  if (spec === undefined) return undefined
  const path = resolve(root, spec.text)
  for (const { text, place } of overlay === undefined ? [spec] : [spec, overlay]) {
    const problem = checkDocumentPath(text) ?? outOfBounds(text, { files, root }) ?? checkFile(text, { files, root })
    if (problem === undefined) continue
    issues.add(place, problem)
    return undefined
  }
  const applied = overlay && { path: resolve(root, overlay.text), name: relative(cwd, resolve(root, overlay.text)) }
  const {
    model,
    issues: found,
    files: parts = [],
  } = await loadDocument(path, relative(cwd, path) || spec.text, {
    mayRead: (part) => outOfBounds(part, { files, root }) === undefined,
    ...defined({ overlay: applied }),
  })
  // Records the files that the document refers to as inputs of the plan.
  for (const part of parts) files.stat(part)
  const errors = found.filter(({ severity }) => severity === 'error')
  // With an overlay, the document is a vendor's: its users cannot correct what does no harm.
  const shown = found.filter(({ severity, file }) => severity === 'error' || applied === undefined || file === applied.name)
  issues.take(shown)
  const hint = `\`shotlist-codegen check ${shellWords([spec.text, ...(overlay === undefined ? [] : ['--overlay', overlay.text])])}\` lists them.`
  if (errors.length > 0) issues.add(spec.place, { code: 'document', message: `the document of ${id} has ${amount(errors.length)}`, hint })
  else if (shown.length < found.length) {
    const message = `the document of ${id} has ${amount(found.length - shown.length)} of its vendor, which do no harm`
    issues.add(spec.place, { code: 'document', message, hint }, 'warning')
  }
  if (model !== undefined) for (const untrusted of documentTrustProblems(model, shipped)) issues.add(spec.place, untrusted)
  return model
}

function amount(mistakes: number): string {
  return mistakes === 1 ? 'a mistake' : `${mistakes} mistakes`
}

/** Checks the path of a document, which may be anywhere in the project, also above the manifest's folder. */
function checkDocumentPath(text: string): Problem | undefined {
  const checked = checkInputPath(text)
  if ('path' in checked) return undefined
  return { code: 'bad-path', message: `this path ${checked.problem}`, ...defined({ hint: checked.hint }) }
}

type LoadedDocument = {
  readonly model?: ProviderModel
  readonly issues: readonly Issue[]
  /** Absolute paths of all files that the document consists of. */
  readonly files?: readonly string[]
}

/**
 * Compiles a user's own document. Its mistakes have places in the document, which messages call `name`. `mayRead` says which files the
 * document may refer to.
 */
export async function loadDocument(path: string, name: string, options: CompileOptions = {}): Promise<LoadedDocument> {
  // Loaded late: only users with a document of their own need the compiler.
  const { compileDocument } = await import('@shotlist/codegen')
  const compiled = compileDocument({ path, name }, options)
  return compiled.ok
    ? { model: compiled.model, issues: compiled.warnings.map((issue) => fromDocumentIssue(issue)), files: compiled.files }
    : { issues: compiled.issues.map((issue) => fromDocumentIssue(issue)) }
}

/** Converts a mistake of a document to an issue of the manifest. */
function fromDocumentIssue(issue: DocumentIssue): Issue {
  const { code, severity, file, line, column, pointer, message, hint, excerpt } = issue
  return {
    code: `document/${code}`,
    severity,
    file,
    line,
    column,
    endColumn: column + 1,
    path: pointer,
    message,
    ...defined({ hint, excerpt }),
  }
}
