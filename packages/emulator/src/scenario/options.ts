import type { MediaMaker } from '../tasks/media.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Fault } from './faults.ts'
import { ScenarioError } from './scenario-error.ts'
import type { WebhookTarget } from './webhook-targets.ts'

/** The behaviour of an emulator. Every option has a default. */
export type ScenarioOptions = {
  /** 1: tasks take as long as real ones, 30 to 90 s. Default 60: sixty times faster. */
  readonly speed?: number
  /** The duration of every task in milliseconds; replaces `speed`. */
  readonly taskMs?: number
  /** The maximum of tasks in flight. Default: the document's limit. */
  readonly inFlight?: number
  /** The maximum of requests in any minute, without downloads. Default: no limit. */
  readonly requestsPerMinute?: number
  /** The account's initial balance, in the provider's unit. Default: unlimited. */
  readonly credits?: number
  /** Creates integer ids above 2^53, which doubles round. Default false. */
  readonly bigIds?: boolean
  /** The lifetime of a link to a file, in milliseconds; reading the task again gives a fresh link. Default: unlimited. */
  readonly linkLifetimeMs?: number
  /**
   * Ids of uploads, clips and tasks that the emulator never issued: `refuse` (default), or `accept` them as if they were from before its
   * start.
   */
  readonly unknownIds?: 'refuse' | 'accept'
  /**
   * A folder that keeps tasks, uploads and files. An emulator that is started with it again continues from there, even if the last one was
   * killed. Only one emulator may use it at a time. Default: nothing is kept.
   */
  readonly folder?: string
  /** The accepted API keys. Default: any. */
  readonly keys?: readonly string[]
  /** The deliberate errors. */
  readonly faults?: readonly Fault[]
  /** Decides durations, ids and which requests get a fault; the same seed gives the same ones. Default 1. */
  readonly seed?: number
  /** The size limit of a request body in bytes. Default 128 MiB. */
  readonly maxBodyBytes?: number
  readonly clock?: Clock
  /** Makes the files. Default: clips that show the prompt. The emulator does not close a maker from outside. */
  readonly media?: MediaMaker
  /**
   * Webhooks as set up in the provider's console, by the id that requests name. If deliveries are not signed, requests name the URL itself.
   * `false`: nothing is delivered.
   */
  readonly webhooks?: Readonly<Record<string, WebhookTarget>> | false
}

/** The checked options with their defaults. */
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
 * @throws ScenarioError if a number is out of range.
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
  if (mistakes.length > 0) throw new ScenarioError('the emulator cannot start with these options', mistakes)
  return settings
}

function below(name: string, value: number | undefined, least: number): string[] {
  if (value === undefined || value >= least) return []
  return [`${name}: must be ${least === Number.MIN_VALUE ? 'more than 0' : `at least ${least}`}, not ${value}`]
}
