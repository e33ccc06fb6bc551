import { commandLine } from '../../errors/command-line.ts'
import { DEFAULT_MANIFEST } from '../options/manifest-options.ts'
import type { VerbContext } from '../verb.ts'

/** What to type before `shotlist` if a package manager started it, because it may not be on the path. By the manager's name. */
const STARTERS: Readonly<Record<string, string>> = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }

/**
 * What to type to run this command: `shotlist`, or `npx shotlist`. Scripts that start the command can set it in `SHOTLIST_COMMAND`. In
 * logs and for programs it is always `shotlist`.
 */
export function calledAs({ env, stdout }: Pick<VerbContext, 'env' | 'stdout'>): string {
  const own = env['SHOTLIST_COMMAND']
  if (own !== undefined && own !== '') return own
  if (!stdout.isTTY) return 'shotlist'
  const [manager = ''] = (env['npm_config_user_agent'] ?? '').split('/')
  const starter = Object.hasOwn(STARTERS, manager) ? STARTERS[manager] : undefined
  return starter === undefined ? 'shotlist' : `${starter} shotlist`
}

/** The next command to type. @param path the manifest, as the command line named it */
export function nextCommand(
  context: Pick<VerbContext, 'env' | 'stdout'>,
  [verb, ...rest]: readonly [string, ...string[]],
  path?: string,
): string {
  const named = path === undefined || path === DEFAULT_MANIFEST ? [] : [path]
  return commandLine([verb, ...named, ...rest], calledAs(context))
}
