import { EXIT } from '../../exit-status.ts'
import type { VerbContext } from '../../verb.ts'
import { bashScript } from './scripts/bash.ts'
import { fishScript } from './scripts/fish.ts'
import { zshScript } from './scripts/zsh.ts'

const SCRIPTS: Readonly<Record<string, string>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

/** `shotlist completion`: the script for a shell, which asks `shotlist complete` with every press of Tab. */
export async function printScript({ stdout }: VerbContext, shell: string): Promise<number> {
  stdout.write(SCRIPTS[shell] ?? '')
  return EXIT.done
}
