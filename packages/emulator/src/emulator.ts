import type { ProviderModel } from '@shotlist/codegen'
import type { LedgerReport } from './ledger/ledger.ts'
import type { Fault } from './scenario/fault.ts'
import type { ScenarioOptions } from './scenario/options.ts'

/** What to serve, where, and how it behaves. */
export type EmulatorOptions = ScenarioOptions & {
  /** A document's model, its path, or the id of a provider that ships: `pixverse`, `acedata`, `302ai`. */
  readonly document: string | ProviderModel
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
}

/** A provider that runs on this machine. */
export type Emulator = {
  /** What goes into the provider's base URL variable: `http://127.0.0.1:40123`. */
  readonly url: string
  readonly model: ProviderModel
  /** What clients have done so far. */
  ledger(): LedgerReport
  /**
   * Replaces the faults; their counts begin anew.
   * @throws ScenarioError naming every mistake in them.
   */
  setFaults(faults: readonly Fault[]): void
  /** Ends all connections and workers and removes the files. */
  close(): Promise<void>
}
