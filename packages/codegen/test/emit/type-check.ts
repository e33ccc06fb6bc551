import { basename, join } from 'node:path'
import ts from 'typescript'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['@shotlist/source'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
}

/**
 * The compiler's errors for programs in `root`: `line: message` for the program itself and `file: message` for other files. The programs
 * are not written to disk, and are checked together, because reading the libraries takes most of the time.
 */
export function typeCheck<Name extends string>(root: string, sources: Readonly<Record<Name, string>>): Record<Name, string[]> {
  const names = Object.keys(sources) as Name[]
  const paths = new Map(names.map((name) => [join(root, `${name}.consumer.ts`), name]))
  const host = ts.createCompilerHost(OPTIONS)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (path, ...rest) => {
    const name = paths.get(path)
    return name === undefined ? getSourceFile.call(host, path, ...rest) : ts.createSourceFile(path, sources[name], ts.ScriptTarget.ES2022)
  }
  host.fileExists = (path) => paths.has(path) || fileExists.call(host, path)
  const program = ts.createProgram([...paths.keys()], OPTIONS, host)
  // The check includes the runtime's own sources.
  const checked = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(root))
  const found = [...program.getGlobalDiagnostics(), ...checked.flatMap((file) => ts.getPreEmitDiagnostics(program, file))]
  const messagesFor = (path: string) =>
    found.flatMap(({ file, start = 0, messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, ' ')
      if (file === undefined) return [message]
      if (file.fileName === path) return [`${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}`]
      return paths.has(file.fileName) ? [] : [`${basename(file.fileName)}: ${message}`]
    })
  return Object.fromEntries([...paths].map(([path, name]) => [name, messagesFor(path)])) as Record<Name, string[]>
}
