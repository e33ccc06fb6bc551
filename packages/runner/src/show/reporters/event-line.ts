import { count, durationText } from '../../errors/amounts.ts'
import type { RunEvent } from '../../run/run-event.ts'
import type { Paint } from '../text/output.ts'
import { brief } from '../text/visible.ts'
import { kindText, spentText } from './amount-text.ts'

export type LineOptions = {
  readonly paint: Paint
  /** The name of a credit; undefined if providers count in different units. */
  readonly unit: string | undefined
  /** Whether the files are listed at the end, so that their size and length need no mention before. */
  readonly isListed?: boolean
  /** Whether the user has just asked for this render, so that lines need no reason. */
  readonly isAskedFor?: boolean
}

/** An event as one line for a log; undefined if a person need not read it. */
export function eventLine(event: RunEvent, options: LineOptions): string | undefined {
  return words(withoutControls(event), options)
}

/** Replaces control characters in names and messages, which come from outside, before colour is added: they could move the cursor. */
function withoutControls(event: RunEvent): RunEvent {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, typeof value === 'string' ? brief(value) : value]),
  ) as RunEvent
}

function words(event: RunEvent, { paint, unit, isListed = false, isAskedFor = false }: LineOptions): string | undefined {
  switch (event.event) {
    case 'run.started':
      return `${event.name}: ${startText(event, unit)}`
    case 'job.submitted':
      return `${paint('cyan', 'submitted')}  ${event.job}  ${event.task_id === '' ? '' : `task ${event.task_id} `}at ${event.provider}${isAskedFor ? '' : ` (${event.cause})`}`
    case 'job.retry':
      return `${paint('yellow', 'waits')}      ${event.job}  ${event.message} (${event.class})${event.delay_seconds > 0 ? `; retry in ${durationText(event.delay_seconds)}` : ''}`
    case 'job.state':
      return event.known === false
        ? `${paint('yellow', 'state')}      ${event.job}  unknown state ${event.raw ?? ''}: still waiting`
        : undefined
    case 'job.done':
      return `${paint('green', 'done')}       ${event.job}${isListed ? '' : `  ${event.file ?? ''}${sizeText(event)}${othersText(event.others)}`}${event.cause === undefined ? '' : ` (${event.cause})`}`
    case 'job.failed':
      return `${paint('red', 'failed')}     ${event.job}  ${event.message} ${kindText(event)}`
    case 'job.blocked':
      return `${paint('yellow', 'blocked')}    ${event.job}  ${event.message}`
    case 'job.uncertain':
      return `${paint('yellow', 'uncertain')}  ${event.job}  ${event.message}`
    case 'run.warning':
      return `${paint('yellow', 'warning')}    ${event.message}`
    case 'job.cached':
    case 'run.finished':
      return undefined
  }
}

function startText(event: Extract<RunEvent, { event: 'run.started' }>, unit: string | undefined): string {
  const parts = [
    `${event.to_submit} to render`,
    ...(event.resumed > 0 ? [`${event.resumed} to continue`] : []),
    ...(event.cached > 0 ? [`${event.cached} up to date`] : []),
  ]
  const { unknown } = event.estimate
  const cost = [
    ...(event.to_submit > unknown ? [`for about ${spentText(event.estimate, unit)}`] : []),
    ...(unknown > 0 ? [`${unknown} of unknown price`] : []),
  ]
  return [...parts, ...cost].join(', ')
}

/** `, and 2 files more`. */
function othersText(others: readonly unknown[] = []): string {
  return others.length === 0 ? '' : `, and ${count(others.length, 'file')} more`
}

/** `  1280x720, 5 s, 85 kB`. */
function sizeText({ width, height, seconds, bytes }: { width?: number; height?: number; seconds?: number; bytes?: number }): string {
  const parts = [
    ...(width !== undefined && height !== undefined ? [`${width}x${height}`] : []),
    ...(seconds !== undefined ? [`${Math.round(seconds * 100) / 100} s`] : []),
    ...(bytes !== undefined ? [bytesText(bytes)] : []),
  ]
  return parts.length === 0 ? '' : `  ${parts.join(', ')}`
}

/** `85 kB`, `1.2 MB`. */
export function bytesText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e5) / 10} MB`
}
