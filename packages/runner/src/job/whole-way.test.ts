import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Failure } from '../errors/failure-classes.ts'
import { type Retries, spendRetry } from './failure.ts'
import type { JobState, StepEvent } from './job-state.ts'
import { next, type StepPolicy } from './next.ts'
import { type Current, recover, type Start } from './recover.ts'

/*
 * The state machine from end to end: a driver that may crash between any two steps and starts again from the last written state, a provider
 * that accepts submissions and loses responses, and a user who settles uncertain ones. The provider's own list of tasks is the judge.
 */

function failure(kind: Failure['class'], retryable: boolean): Failure {
  return { class: kind, code: 'x', message: 'x', retryable }
}
const INGREDIENTS = { provider: 'tiny', operation: 'text-to-video', request: {} }

/** Possible outcomes of a step. Each step draws one. */
const LUCK = [
  'good',
  'lost',
  'lost-though-taken',
  'full',
  'refused',
  'moderation',
  'not-yet',
  'fails',
  'forgotten',
  'expired',
  'crash',
] as const
type Luck = (typeof LUCK)[number]

/** A provider that records each task it starts. */
class Provider {
  /** Key of each task that was started. If keys are honoured, a repeated key starts nothing. */
  readonly taken: string[] = []
  readonly #honoursKeys: boolean

  constructor(honoursKeys: boolean) {
    this.#honoursKeys = honoursKeys
  }

  take(key: string): string {
    if (!this.#honoursKeys || !this.taken.includes(key)) this.taken.push(key)
    return `task of ${key}`
  }
}

class Crash extends Error {}

type World = {
  readonly provider: Provider
  readonly idempotent: boolean
  readonly luck: Luck[]
  /** What is on the disk: the state, and the number of the last attempt. */
  disk: { state: JobState; lastAttempt: number } | undefined
  /** Submissions that may be paid: the first, one for each definite end of a task, one for each decision of the user. */
  allowed: number
  decisions: ('resubmit' | 'leave')[]
}

function draw(world: World): Luck {
  return world.luck.shift() ?? 'good'
}

/** Writes the state. May crash before or after. */
function write(world: World, state: JobState): void {
  if (draw(world) === 'crash') throw new Crash()
  const attempt = 'attempt' in state ? state.attempt : 0
  const isTried = state.phase !== 'ready'
  world.disk = { state, lastAttempt: Math.max(world.disk?.lastAttempt ?? 0, isTried ? attempt : attempt - 1) }
  if (draw(world) === 'crash') throw new Crash()
}

function submission(world: World, key: string): StepEvent {
  switch (draw(world)) {
    case 'lost':
      return { type: 'no-response', failure: failure('network', true) }
    case 'lost-though-taken':
      world.provider.take(key)
      return { type: 'no-response', failure: failure('network', true) }
    case 'full':
      return { type: 'turned-away', failure: failure('busy', true), because: 'full' }
    case 'refused':
      return { type: 'refused', failure: failure('server', true) }
    case 'moderation':
      return { type: 'refused', failure: failure('moderation', false) }
    case 'crash':
      world.provider.take(key)
      throw new Crash()
    default:
      return { type: 'accepted', taskId: world.provider.take(key) }
  }
}

function reading(world: World): StepEvent | undefined {
  switch (draw(world)) {
    case 'not-yet':
    case 'lost':
      return undefined
    case 'fails':
      world.allowed += 1
      return { type: 'task-failed', failure: failure('server', true) }
    case 'moderation':
      world.allowed += 1
      return { type: 'task-failed', failure: failure('moderation', false) }
    case 'forgotten':
      return { type: 'forgotten', failure: failure('not-found', false) }
    case 'crash':
      throw new Crash()
    default:
      return { type: 'succeeded', outputs: {} }
  }
}

function fetching(world: World): StepEvent | undefined {
  const luck = draw(world)
  if (luck === 'crash') throw new Crash()
  if (luck === 'expired') return { type: 'url-expired' }
  return luck === 'lost' ? undefined : { type: 'placed' }
}

/** One run, from the state on the disk. Returns the phase in which it leaves the job. */
function run(world: World): JobState['phase'] | 'crashed' {
  const { idempotent, provider } = world
  const current: Current = {
    fingerprint: 'f',
    ingredients: INGREDIENTS,
    idempotent,
    file: world.disk?.state.phase === 'done' ? 'intact' : 'missing',
    forced: false,
    lastAttempt: world.disk?.lastAttempt ?? 0,
  }
  const start: Start = recover(world.disk && { fingerprint: 'f', ingredients: INGREDIENTS, state: world.disk.state }, current)
  let { state } = start
  let retries: Retries = { others: 2 }
  const apply = (event: StepEvent) => {
    const policy: StepPolicy = { idempotent, retries }
    state = next(state, event, policy)
    if ((event.type === 'refused' || event.type === 'task-failed') && state.phase !== 'failed')
      retries = spendRetry(retries, event.failure.class)
    write(world, state)
  }
  try {
    if (start.action === 'decide') write(world, state)
    for (let step = 0; step < 100; step += 1) {
      switch (state.phase) {
        case 'ready':
          apply({ type: 'intended', key: `try ${state.attempt}` })
          break
        case 'intended':
          apply({ type: 'sending' })
          break
        case 'sent':
          apply(submission(world, state.key))
          break
        case 'rendering': {
          expect(provider.taken).toContain(state.key)
          const event = reading(world)
          if (event !== undefined) apply(event)
          break
        }
        case 'fetching': {
          const event = fetching(world)
          if (event !== undefined) apply(event)
          break
        }
        case 'done':
        case 'failed':
        case 'uncertain':
          return state.phase
      }
    }
    return state.phase
  } catch (error) {
    if (error instanceof Crash) return 'crashed'
    throw error
  }
}

/** The user settles an uncertain submission, or leaves it. */
function decide(world: World): void {
  const state = world.disk?.state
  if (state?.phase !== 'uncertain' || world.decisions.shift() !== 'resubmit') return
  world.allowed += 1
  world.disk = { state: { phase: 'ready', attempt: state.attempt + 1 }, lastAttempt: state.attempt }
}

const anyWorld = fc
  .record({
    idempotent: fc.boolean(),
    luck: fc.array(fc.constantFrom(...LUCK), { maxLength: 60 }),
    decisions: fc.array(fc.constantFrom('resubmit' as const, 'leave' as const), { maxLength: 5 }),
  })
  .map(
    ({ idempotent, luck, decisions }): World => ({
      provider: new Provider(idempotent),
      idempotent,
      luck: [...luck],
      disk: undefined,
      allowed: 1,
      decisions: [...decisions],
    }),
  )

/** Runs until all drawn outcomes are used up, and then once more without faults. */
function live(world: World): JobState['phase'] | 'crashed' {
  for (let runs = 0; runs < 80 && world.luck.length > 0; runs += 1) {
    run(world)
    decide(world)
  }
  world.luck.length = 0
  return run(world)
}

const RUNS = { numRuns: 3000 }

describe('any outcomes, and a crash after any step', () => {
  test('only allowed submissions are paid: the first, one after each definite end, one for each decision', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        live(world)
        expect(world.provider.taken.length).toBeLessThanOrEqual(world.allowed)
      }),
      RUNS,
    )
  })

  test('a run without faults ends in a final state', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        expect(['done', 'failed', 'uncertain']).toContain(live(world))
      }),
      RUNS,
    )
  })

  test('a job that is done was accepted by the provider, with the key on the disk', () => {
    const isTaken = fc.property(anyWorld, (world) => {
      live(world)
      const state = world.disk?.state
      return state?.phase !== 'done' || world.provider.taken.includes(state.key)
    })
    expect(fc.check(isTaken, RUNS)).toMatchObject({ failed: false })
  })

  test('with keys, the user must settle only a task that the provider forgot', () => {
    const isForgotten = fc.property(anyWorld, (world) => {
      live(world)
      const state = world.disk?.state
      return !world.idempotent || state?.phase !== 'uncertain' || state.taskId !== undefined
    })
    expect(fc.check(isForgotten, RUNS)).toMatchObject({ failed: false })
  })
})
