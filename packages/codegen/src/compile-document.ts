import { resolve } from 'node:path'
import { compileModel } from './ir/compile-model.ts'
import { compilePlainModel } from './ir/compile-plain-model.ts'
import type { ProviderModel } from './ir/model.ts'
import { defined } from './issues/defined.ts'
import type { Issue } from './issues/issue.ts'
import { checkDocument, checkPlainDocument } from './rules/check-document.ts'
import { settleUnreached } from './rules/reached-parts.ts'
import { ruleContext } from './rules/rule-context.ts'
import { readText } from './spec/read-text.ts'
import { SourceSet } from './spec/source-set.ts'
import { isPlain, openDocument } from './spec/spec-document.ts'

/**
 * A document is given by its `path`, or by its `text`. With both, `text` is read, and `path` is the base of its references to other files.
 * Issues show the file as `name`; default: the path as given.
 */
export type DocumentSource =
  | { readonly path: string; readonly text?: string; readonly name?: string }
  | { readonly text: string; readonly name?: string }

export type CompiledDocument =
  | {
      readonly ok: true
      readonly model: ProviderModel
      /** The document as written, with its references, without operations that have faults and are not used. */
      readonly written: unknown
      readonly warnings: readonly Issue[]
      /** Absolute paths of all files of the document, including its overlay and those it refers to. */
      readonly files: readonly string[]
    }
  /** All issues, warnings included, in the order of the files. */
  | { readonly ok: false; readonly issues: readonly Issue[] }

export type CompileOptions = {
  /**
   * Whether a document without the dialect (OpenAPI 3.0 or 3.1) is accepted: its model has no named operations, but is enough for types and
   * a client typed by path. Default: it is refused.
   */
  readonly plain?: boolean
  /**
   * Whether the document may refer to a file, by its absolute path: messages must not quote arbitrary files for an untrusted document.
   * Default: any file.
   */
  readonly mayRead?: (path: string) => boolean
  /**
   * A file with an OpenAPI Overlay (1.0 or 1.1), which is applied to the document. With `text`, that is read instead. Issues show it as `name`;
   * default: its path.
   */
  readonly overlay?: { readonly path: string; readonly text?: string; readonly name?: string }
}

/** Reads, checks and compiles a provider's document. Never throws for a bad document: it returns all issues together. */
export function compileDocument(source: DocumentSource, options: CompileOptions = {}): CompiledDocument {
  const path = 'path' in source ? source.path : undefined
  const name = source.name ?? path ?? 'document'
  const read = source.text === undefined ? readText(resolve(path ?? '')) : { text: source.text }
  if ('problem' in read) return { ok: false, issues: [ofWhole(name, { code: 'unreadable', message: `the document ${read.problem}` })] }
  const overlay = options.overlay === undefined ? undefined : readOverlay(options.overlay)
  if (overlay !== undefined && 'problem' in overlay) {
    return { ok: false, issues: [ofWhole(overlay.name, { code: 'unreadable', message: `the overlay ${overlay.problem}` })] }
  }
  try {
    return compileText({ name, path, text: read.text, plain: options.plain, mayRead: options.mayRead, overlay })
  } catch (error) {
    // Code that walks the document recurses as deep as the document is nested.
    if (!(error instanceof RangeError)) throw error
    return { ok: false, issues: [ofWhole(name, { code: 'document-too-large', message: 'the document is nested too deeply to be read' })] }
  }
}

function ofWhole(file: string, { code, message }: { readonly code: string; readonly message: string }): Issue {
  return {
    code,
    severity: 'error',
    file,
    line: 1,
    column: 1,
    pointer: '',
    message,
  }
}

function readOverlay({ path, text, name = path }: { readonly path: string; readonly text?: string; readonly name?: string }) {
  return { name, path: resolve(path), ...(text === undefined ? readText(resolve(path)) : { text }) }
}

type Text = {
  readonly name: string
  readonly path: string | undefined
  readonly text: string
  readonly plain: boolean | undefined
  readonly mayRead: CompileOptions['mayRead']
  readonly overlay: { readonly name: string; readonly path: string; readonly text: string } | undefined
}

function compileText({ name, path, text, plain = false, mayRead, overlay }: Text): CompiledDocument {
  const main = { name, text, ...defined({ path: path === undefined ? undefined : resolve(path) }) }
  const sources = new SourceSet(main, defined({ mayRead, overlay }))
  const spec = openDocument(sources)
  const context = ruleContext(spec)
  const takenAsPlain = plain && isPlain(spec)
  const { issues, ...used } = takenAsPlain
    ? { issues: checkPlainDocument(context), spec, written: sources.main.value }
    : settleUnreached(spec, checkDocument(context))
  if (issues.some((issue) => issue.severity === 'error')) return { ok: false, issues }
  const files = [...sources.files, ...(sources.overlay === undefined ? [] : [sources.overlay])].flatMap((file) => file.path ?? [])
  const model = takenAsPlain ? compilePlainModel(spec) : compileModel(used.spec, context.inliner)
  return { ok: true, model, written: used.written, warnings: issues, files }
}
