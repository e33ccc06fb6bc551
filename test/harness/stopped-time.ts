import { setTimeout as sleep } from 'node:timers/promises'
import type { ScenarioOptions } from '@shotlist/emulator'
import { onTestFinished, vi } from 'vitest'

type ProviderClock = NonNullable<ScenarioOptions['clock']>

/** A clock for a provider that stands still until it is released: no task ends before, however slow the machine is. */
export function stoppedClock(): ProviderClock & { go(): void } {
  const stoppedAtMs = Date.now()
  let isStopped = true
  return {
    now: () => (isStopped ? stoppedAtMs : Date.now()),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    go: () => {
      isStopped = false
    },
  }
}

/** Controls the timer of this process with that length: it fires only when the test says so. */
export function heldTimer(lengthMs: number): { runOut(): void } {
  const held: (() => void)[] = []
  const real = globalThis.setTimeout
  const setTimer = (run: () => void, ms?: number, ...rest: unknown[]) => {
    if (ms === lengthMs) held.push(run)
    return real(run, ms, ...(rest as []))
  }
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(setTimer as typeof setTimeout)
  onTestFinished(() => spy.mockRestore())
  return {
    runOut: () => {
      if (held.length === 0) throw new Error(`there is no timer of ${lengthMs} ms`)
      for (const run of held.splice(0)) run()
    },
  }
}

/** Disables a time-out, for tests about late responses. */
export function endlessPatience(): void {
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal)
  onTestFinished(() => spy.mockRestore())
}
