import { computed, signal } from '@preact/signals'
import type { Clip, Report, ReportChange, ReportHead } from '../contract/report.ts'

declare global {
  /** Set by the script file beside the page. */
  var SHOTLIST_REPORT: Report | undefined
}

const EMPTY: ReportHead = {
  version: 1,
  name: '',
  createdAt: '',
  live: false,
  rehearsal: false,
  condition: 'none',
  runs: [],
  providers: {},
  picks: {},
}

export const head = signal<ReportHead>(EMPTY)
export const clips = signal<readonly Clip[]>([])

/** Clips by id. */
export const byId = computed<ReadonlyMap<string, Clip>>(() => new Map(clips.value.map((clip) => [clip.id, clip])))

export function loadReport(report: Report): void {
  const { clips: all, ...rest } = report
  head.value = rest
  clips.value = all
}

/** Applies a change. Clips keep their positions; new ones come last. */
export function applyChange({ head: changed, clips: fresh, gone }: ReportChange): void {
  head.value = changed
  if (fresh.length === 0 && gone.length === 0) return
  const left = new Map(fresh.map((clip) => [clip.id, clip]))
  const removed = new Set(gone)
  const kept = clips.value
    .filter(({ id }) => !removed.has(id))
    .map((clip) => {
      const next = left.get(clip.id)
      left.delete(clip.id)
      return next ?? clip
    })
  clips.value = [...kept, ...left.values()]
}

/** The current time for unfinished phases; updated once a second while the page is live. */
export const now = signal(Date.now())

export function followClock(): void {
  setInterval(() => {
    now.value = Date.now()
  }, 1000)
}
