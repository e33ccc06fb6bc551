import { join } from 'node:path'
import ts from 'typescript'

/**
 * What the compiler says of a program in `root`, as `line: message` for the program itself and `file: message` for other files.
 * `source` is checked as `consumer.ts` there, without being written.
 */
export function typeCheck(root: string, source: string): string[] {
  const path = join(root, 'consumer.ts')
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['source'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest)
  host.fileExists = (name) => name === path || fileExists.call(host, name)
  const program = ts.createProgram([path], options, host)
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
    const { file, start = 0 } = diagnostic
    if (file?.fileName !== path) return `${file?.fileName.split('/').at(-1)}: ${message}`
    return `${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}`
  })
}
