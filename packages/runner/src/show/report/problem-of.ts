import type { ClipState, Problem } from '@shotlist/review'
import { commandLine } from '../../errors/command-line.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import { brief, visible } from '../text/visible.ts'
import type { JobWord } from './last-words.ts'

type Options = {
  readonly record: JobRecord | undefined
  readonly said: JobWord | undefined
  readonly state: ClipState
  readonly words: readonly string[]
  /** The group of takes of which one must be picked first. */
  readonly awaits: string | undefined
}

/** Why a clip is not there, and the commands that help; absent where nothing is wrong. */
export function problemOf({ id }: JobInstance, { record, said, state, words, awaits }: Options): Problem | undefined {
  const again = commandLine([...words, '--only', id])
  if (state === 'missing') return { message: 'It was rendered, and its file is gone from the output folder.', commands: [again] }
  if (state === 'uncertain' && record?.state.phase === 'uncertain') {
    const [, ...manifest] = words
    const settle = (...how: string[]) => commandLine(['resolve', id, ...manifest, ...how])
    const commands = record.state.hasSucceeded ? [again, commandLine([...words, '--force', id])] : [settle(), settle('--task-id', 'ID')]
    return { ...factsOf(record.state.failure), commands }
  }
  if (state === 'failed') {
    if (record?.state.phase === 'failed') return { ...factsOf(record.state.failure), commands: [again] }
    if (said?.event === 'job.failed') return { ...factsOf(said), commands: [again] }
  }
  if (state !== 'blocked' && state !== 'waiting' && state !== 'planned') return undefined
  if (awaits !== undefined) return { class: 'pick', message: `waits for a take of ${awaits} to be picked`, awaits, commands: [] }
  if (said?.event !== 'job.blocked') return undefined
  if (said.reason === 'pick')
    return { message: 'The take it waited for is picked: the next run goes on with it.', commands: [commandLine(words)] }
  return { class: said.reason, message: brief(said.message), commands: [] }
}

const factsOf = (failure: { readonly class: string; readonly code: string; readonly message: string; readonly hint?: string }) => ({
  class: failure.class,
  code: visible(failure.code),
  message: brief(failure.message),
  ...(failure.hint !== undefined && { hint: visible(failure.hint) }),
})
