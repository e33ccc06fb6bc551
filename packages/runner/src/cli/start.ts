import { keepCompiledCode } from '@shotlist/codegen/compile-cache'

export async function start(version: string): Promise<void> {
  keepCompiledCode()
  // Flushing clips and the journal to disk blocks a thread each, and Node's default of four would all wait.
  process.env['UV_THREADPOOL_SIZE'] ??= '16'
  // Imported after the compile cache is enabled, so that it is compiled only once.
  const { runProcess } = await import('./run-process.ts')
  await runProcess(version)
}
