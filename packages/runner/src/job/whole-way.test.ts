import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Failure } from '../errors/failure-classes.ts'
import { type Retries, spendRetry } from './failure.ts'
import type { JobState, StepEvent } from './job-state.ts'
import { next, type StepPolicy } from './next.ts'
import { type Current, recover, type Start } from './recover.ts'

/*
 * The step machine on its whole way: a driver that may die between any two things it does and begins again from what it had written down,
 * a provider that takes submissions and loses answers, and a user who decides when asked. The provider's own account is the judge.
 */

function failure(kind: Failure['class'], retryable: boolean): Failure {
  return { class: kind, code: 'x', message: 'x', retryable }
}
const INGREDIENTS = { provider: 'tiny', operation: 'text-to-video', request: {} }

/** What happens next, wherever the machine stands: one of these is drawn each time something can go one way or another. */
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

/** A provider as its own accountant sees it. */
class Provider {
  /** Key of each task that was started; the same key again, where keys are honoured, starts nothing. */
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
  /** What is on the disk: the state, and the number of the last try. */
  disk: { state: JobState; lastAttempt: number } | undefined
  /** Ends of tasks for certain, and decisions of the user: each allows one more submission. */
  allowed: number
  decisions: ('resubmit' | 'leave')[]
}

function draw(world: World): Luck {
  return world.luck.shift() ?? 'good'
}

/** Writes down, or dies before, or dies after. */
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
      return { type: 'lost', failure: failure('network', true) }
    case 'lost-though-taken':
      world.provider.take(key)
      return { type: 'lost', failure: failure('network', true) }
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

/** One run, from where the disk says. Returns how it left the job; a crash leaves nothing to return. */
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
          apply({ type: 'sent' })
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

/** The user settles what is uncertain, or leaves it. */
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

/** Runs until the bad luck is used up, and then once more: in calm weather a run comes to an end that it can tell of. */
function live(world: World): JobState['phase'] | 'crashed' {
  for (let runs = 0; runs < 80 && world.luck.length > 0; runs += 1) {
    run(world)
    decide(world)
  }
  world.luck.length = 0
  return run(world)
}

const RUNS = { numRuns: 3000 }

describe('whatever happens, and wherever the driver dies', () => {
  test('no submission is paid for that nobody allowed: the first, one after each definite end, one for each decision', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        live(world)
        expect(world.provider.taken.length).toBeLessThanOrEqual(world.allowed)
      }),
      RUNS,
    )
  })

  test('a run in calm weather ends in a state that the user is told of', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        expect(['done', 'failed', 'uncertain']).toContain(live(world))
      }),
      RUNS,
    )
  })

  test('what is done was taken by the provider, under the key that is written down', () => {
    const isTaken = fc.property(anyWorld, (world) => {
      live(world)
      const state = world.disk?.state
      return state?.phase !== 'done' || world.provider.taken.includes(state.key)
    })
    expect(fc.check(isTaken, RUNS)).toMatchObject({ failed: false })
  })

  test('with keys, only a task that the provider forgot is left to the user', () => {
    const isForgotten = fc.property(anyWorld, (world) => {
      live(world)
      const state = world.disk?.state
      return !world.idempotent || state?.phase !== 'uncertain' || state.taskId !== undefined
    })
    expect(fc.check(isForgotten, RUNS)).toMatchObject({ failed: false })
  })
})
