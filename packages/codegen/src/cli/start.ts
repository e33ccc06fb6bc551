import { keepCompiledCode } from './compile-cache.ts'

/** Runs the command line of this process. */
export async function start(): Promise<void> {
  keepCompiledCode()
  const color = process.stderr.isTTY && process.env['NO_COLOR'] === undefined
  // Imported after the cache is enabled, because modules imported before are not cached.
  const { runCommand } = await import('./run-command.ts')
  process.exitCode = await runCommand(process.argv.slice(2), process.cwd(), {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    color,
  })
}
