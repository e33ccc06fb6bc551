import { hostname } from 'node:os'
import { RunnerError } from './runner-error.ts'

/**
 * How a statement failed. `lost`: the server cannot be reached, or did not answer; whether it carried out the statement is not known.
 * `conflict`: it was rolled back because of another one, and can be repeated. `taken`: a row with the same key exists.
 */
export type DatabaseFailure = 'lost' | 'conflict' | 'taken' | 'refused'

/** The database of the fleet cannot be used, or refuses a statement. */
export class FleetDatabaseError extends RunnerError {
  readonly code = 'fleet-database'
  readonly failure: DatabaseFailure

  /** @param place host and name of the database, never its password */
  constructor(place: string, problem: string, { failure, hint, cause }: FleetDatabaseErrorOptions) {
    super(`the fleet's database ${place} ${problem}`, {
      hint: hint ?? 'Nothing more is submitted. Check the database and its address, and run again: every submission is on record.',
      cause,
    })
    this.failure = failure
  }
}

type FleetDatabaseErrorOptions = { readonly failure: DatabaseFailure; readonly hint?: string; readonly cause?: unknown }

/** The fleet took this process for dead, and gave its work to others. It must not submit anything. */
export class FencedError extends RunnerError {
  readonly code = 'fenced'

  constructor(worker: string) {
    super(`the fleet took this process for dead and gave its work to others (worker ${worker})`, {
      hint: 'Start it again. If it happens often, the machine is overloaded, is suspended, or loses its connection to the database.',
    })
  }
}

/** Another process of the fleet has recorded the same submission first, so this one is not sent. */
export class SubmittedElsewhereError extends RunnerError {
  readonly code = 'submitted-elsewhere'

  constructor(cause: unknown) {
    super('another process of the fleet has recorded the same submission', {
      hint: 'Nothing was sent twice. Run again: the clip is taken from that submission.',
      cause,
    })
  }
}

/** The store that a machine names lacks a file that another machine of the fleet has put into its store. */
export class OtherStoreError extends RunnerError {
  readonly code = 'other-store'

  /** @param name of the store, without secrets */
  constructor(name: string, sha256: string) {
    super(`the store ${name}, as ${hostname()} sees it, lacks a file of the fleet (sha256 ${sha256.slice(0, 12)})`, {
      hint: 'All machines of a fleet must use the same store: compare --store and SHOTLIST_FLEET_STORE on all of them, then run again. What is rendered is not paid again.',
    })
  }
}
