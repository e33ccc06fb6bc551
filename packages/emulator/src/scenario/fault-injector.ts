import { type Fault, type FaultKind, faultRules, type Phase } from './faults.ts'
import type { Random } from './random.ts'

type Armed = { readonly fault: Fault; seen: number; struck: number }

/** Decides which faults apply to a request, in the order of the list. Setting the faults resets their counts. */
export class FaultInjector {
  readonly #random: Random
  readonly #strikes = new Map<FaultKind, number>()
  #armed: Armed[] = []

  constructor(faults: readonly Fault[], random: Random) {
    this.#random = random
    this.set(faults)
  }

  /** The current faults. */
  get faults(): readonly Fault[] {
    return this.#armed.map((armed) => armed.fault)
  }

  /** How often each kind of fault was applied. */
  get strikes(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#strikes)
  }

  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault) => ({ fault, seen: 0, struck: 0 }))
  }

  /** The faults that apply to a request of this phase and operation. */
  strike(phase: Phase, operation: string | undefined): Fault[] {
    return this.#armed.filter((armed) => this.#hits(armed, phase, operation)).map((armed) => armed.fault)
  }

  #hits(armed: Armed, phase: Phase, operation: string | undefined): boolean {
    const { fault } = armed
    if (!canStrike(fault, phase) || !isAimedAt(fault, phase, operation)) return false
    armed.seen += 1
    const ordinals = fault.nth === undefined ? undefined : [fault.nth].flat()
    if (ordinals !== undefined && !ordinals.includes(armed.seen)) return false
    if (armed.seen <= (fault.after ?? 0)) return false
    if (fault.times !== undefined && armed.struck >= fault.times) return false
    // The random number is drawn for every candidate, so that one fault's probability does not depend on another's counts.
    if (this.#random() >= (fault.probability ?? 1)) return false
    armed.struck += 1
    this.#strikes.set(fault.kind, (this.#strikes.get(fault.kind) ?? 0) + 1)
    return true
  }
}

/** Whether requests of a phase are those that the fault's kind applies to. */
function canStrike({ kind }: Fault, phase: Phase): boolean {
  const kindPhase = faultRules[kind].phase
  return kindPhase === 'any' || kindPhase === phase
}

/** A fault on an operation applies to the operation's own requests; if its kind is one of downloads, to the downloads of the operation's clips. */
function isAimedAt({ on, kind }: Fault, phase: Phase, operation: string | undefined): boolean {
  if (on === 'any' || on === phase) return true
  return on === operation && (phase !== 'download' || faultRules[kind].phase === 'download')
}
