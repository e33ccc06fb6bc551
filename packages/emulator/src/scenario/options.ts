import type { MediaMaker } from '../tasks/media.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Fault } from './faults.ts'
import { ScenarioError } from './scenario-error.ts'
import type { WebhookTarget } from './webhook-targets.ts'

/** How an emulator behaves. Everything has a default. */
export type ScenarioOptions = {
  /** 1: tasks take as long as real ones, 30 to 90 s. Default 60: sixty times faster. */
  readonly speed?: number
  /** How long every task takes, in milliseconds, instead. */
  readonly taskMs?: number
  /** Tasks that may be in flight at once. Default: what the document says. */
  readonly inFlight?: number
  /** Requests in any minute, downloads aside. Default: no bound. */
  readonly requestsPerMinute?: number
  /** What the account begins with, in the provider's unit. Default: it never runs out. */
  readonly credits?: number
  /** Makes integer ids larger than 2^53, where doubles round. Default false. */
  readonly bigIds?: boolean
  /** How long a link to a file works, in milliseconds; reading the task again gives a fresh one. Default: for ever. */
  readonly linkLifetimeMs?: number
  /** Ids of uploads, clips and tasks the emulator never issued: `refuse` (default), or `accept` them as if they had been there before it started. */
  readonly unknownIds?: 'refuse' | 'accept'
  /**
   * A folder in which tasks, uploads and files are kept: an emulator started on it again goes on where the last one stopped, even if that
   * was killed. One emulator at a time. Default: nothing is kept.
   */
  readonly folder?: string
  /** The keys that are let in. Default: any. */
  readonly keys?: readonly string[]
  /** What goes wrong on purpose. */
  readonly faults?: readonly Fault[]
  /** Decides durations, ids and the luck of faults: the same for the same seed. Default 1. */
  readonly seed?: number
  /** The largest body taken, in bytes. Default 128 MiB. */
  readonly maxBodyBytes?: number
  readonly clock?: Clock
  /** Makes the files. Default: clips with the prompt drawn in. An emulator never closes a maker it was given. */
  readonly media?: MediaMaker
  /**
   * Webhooks as they would be set up in the provider's console, by the id that requests name. Where deliveries are not signed, requests name the
   * URL itself. `false`: nothing is delivered, wherever requests ask for it.
   */
  readonly webhooks?: Readonly<Record<string, WebhookTarget>> | false
}

/** The options, checked and with their defaults. */
export type EmulatorSettings = {
  readonly speed: number
  readonly taskMs: number | undefined
  readonly inFlight: number
  readonly requestsPerMinute: number | undefined
  readonly credits: number | undefined
  readonly bigIds: boolean
  readonly linkLifetimeMs: number | undefined
  readonly unknownIds: 'refuse' | 'accept'
  readonly folder: string | undefined
  readonly keys: readonly string[] | undefined
  readonly seed: number
  readonly maxBodyBytes: number
  readonly clock: Clock
}

const DEFAULT_MAX_BODY_BYTES = 128 * 1024 * 1024

/**
 * Fills in the defaults.
 * @throws ScenarioError where a number is out of its range.
 */
export function readSettings(options: ScenarioOptions, documentInFlight: number): EmulatorSettings {
  const settings: EmulatorSettings = {
    speed: options.speed ?? 60,
    taskMs: options.taskMs,
    inFlight: options.inFlight ?? documentInFlight,
    requestsPerMinute: options.requestsPerMinute,
    credits: options.credits,
    bigIds: options.bigIds ?? false,
    linkLifetimeMs: options.linkLifetimeMs,
    unknownIds: options.unknownIds ?? 'refuse',
    folder: options.folder,
    keys: options.keys,
    seed: options.seed ?? 1,
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    clock: options.clock ?? systemClock,
  }
  const mistakes = [
    ...below('speed', settings.speed, Number.MIN_VALUE),
    ...below('taskMs', settings.taskMs, 0),
    ...below('inFlight', settings.inFlight, 1),
    ...below('requestsPerMinute', settings.requestsPerMinute, 1),
    ...below('credits', settings.credits, 0),
    ...below('linkLifetimeMs', settings.linkLifetimeMs, 0),
    ...below('maxBodyBytes', settings.maxBodyBytes, 1),
  ]
  if (mistakes.length > 0) throw new ScenarioError('the emulator cannot be set up so', mistakes)
  return settings
}

function below(name: string, value: number | undefined, least: number): string[] {
  if (value === undefined || value >= least) return []
  return [`${name}: must be ${least === Number.MIN_VALUE ? 'more than 0' : `at least ${least}`}, not ${value}`]
}
