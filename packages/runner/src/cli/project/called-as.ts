import { commandLine } from '../../errors/command-line.ts'
import { DEFAULT_MANIFEST } from '../options/manifest-options.ts'
import type { VerbContext } from '../verb.ts'

/** What to type where the command is not on the shell's path: a package manager has started it, and can again. By the manager's name. */
const STARTERS: Readonly<Record<string, string>> = { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }

/**
 * What a person types here to call this command: `shotlist`, or `npx shotlist`. `SHOTLIST_COMMAND` says it where a script of somebody's own
 * starts the command. In logs and for programs it is `shotlist` whoever started it.
 */
export function calledAs({ env, stdout }: Pick<VerbContext, 'env' | 'stdout'>): string {
  const own = env['SHOTLIST_COMMAND']
  if (own !== undefined && own !== '') return own
  if (!stdout.isTTY) return 'shotlist'
  const [manager = ''] = (env['npm_config_user_agent'] ?? '').split('/')
  const starter = Object.hasOwn(STARTERS, manager) ? STARTERS[manager] : undefined
  return starter === undefined ? 'shotlist' : `${starter} shotlist`
}

/** A command to go on with, as it is typed here. @param path the manifest, as the command line named it */
export function nextCommand(
  context: Pick<VerbContext, 'env' | 'stdout'>,
  [verb, ...rest]: readonly [string, ...string[]],
  path?: string,
): string {
  const named = path === undefined || path === DEFAULT_MANIFEST ? [] : [path]
  return commandLine([verb, ...named, ...rest], calledAs(context))
}
