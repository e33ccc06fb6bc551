import type { Browser } from 'playwright-core'

/** A task of the page's main thread: its duration, and how much of it was on a processor, in milliseconds. */
export type Task = { readonly wallMs: number; readonly cpuMs: number }

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of wall clock and of processor time. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Runs an action and returns the tasks of all pages' main threads meanwhile. */
export async function mainThreadTasks(browser: Browser, act: () => Promise<void>): Promise<readonly Task[]> {
  await browser.startTracing(undefined, { categories: ['toplevel'] })
  await act()
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] }
  const threads = new Set(
    trace.traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  )
  return trace.traceEvents
    .filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && threads.has(threadOf(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ wallMs: dur / 1000, cpuMs: tdur / 1000 }))
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`
}
