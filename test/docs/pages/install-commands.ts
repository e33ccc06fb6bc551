import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../../harness/shotlist.ts'

/**
 * Installs the built commands, and replacements for the package managers, which link packages instead of downloading them and start the
 * linked programs.
 */
export async function installCommands(bin: string): Promise<void> {
  await mkdir(bin, { recursive: true })
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const files: Record<string, string> = {
    shotlist: script(command('packages/runner/dist/cli/main.js')),
    'shotlist-codegen': script(command('packages/codegen/dist/cli/main.js')),
    npx: script(`case "$1 \${2-}" in\n  '-y pnpm@12') shift 2; exec pnpm "$@" ;;\n  *) exec "$@" ;;\nesac`),
    npm: script(`[ "$1" = install ]\nshift\nexec node "${join(import.meta.dirname, 'link-packages.ts')}" "${ROOT}" "$@"`),
    // CI runs the repository's own scripts; here they only have to exist.
    pnpm: script(
      `case " ${Object.keys(scripts).join(' ')} install changeset " in\n  *" $1 "*) ;;\n  *) echo "there is no script $1" >&2; exit 1 ;;\nesac`,
    ),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(bin, name), text, { mode: 0o755 })
}

function script(body: string) {
  return `#!/bin/bash\nset -euo pipefail\n${body}\n`
}
function command(path: string) {
  return `exec node "${join(ROOT, path)}" "$@"`
}
