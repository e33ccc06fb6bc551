import type { Budget } from '../plan/plan.ts'
import { BudgetLedger, type Reservation, type ReservationResult, type SpendingLedger, type SubmissionCost } from '../run/prepare/budget.ts'
import type { FleetDatabase } from '../store/postgres/fleet-database.ts'

type Options = {
  readonly project: string
  /** Key of the clip: its reservation is found again by the next worker that takes it up. */
  readonly key: string
  readonly budget: Budget
  readonly allowUnpriced: boolean
}

/**
 * The budget of a project, over all machines and runs. A reservation is a row; the check and the row are one transaction, and the transactions
 * of a project wait for each other, so that no mix of workers exceeds a cap.
 */
export class SharedBudget implements SpendingLedger {
  readonly #database: FleetDatabase
  readonly #options: Options
  /** A worker reports no cost of its own: the runs that gave it the clips do. */
  readonly run = { credits: 0, usd: 0, unknown: 0 }

  constructor(database: FleetDatabase, options: Options) {
    this.#database = database
    this.#options = options
  }

  /** @throws {FleetDatabaseError} nothing is reserved */
  tryReserve(cost: SubmissionCost): Promise<ReservationResult> {
    const { project, key, budget, allowUnpriced } = this.#options
    return this.#database.transaction('BEGIN', async (ask) => {
      await ask('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [project])
      const spent = await ask(
        'SELECT provider, sum(credits) AS credits, sum(usd) AS usd FROM shotlist.reservations WHERE project = $1 AND key <> $2 GROUP BY provider',
        [project, key],
      )
      const ledger = new BudgetLedger(budget, { allowUnpriced })
      for (const { provider, credits, usd } of spent)
        ledger.spend({ provider: String(provider), credits: Number(credits ?? 0), usd: Number(usd ?? 0) })
      const refusal = ledger.refusal(cost)
      if (refusal !== undefined) return { refusal }
      await ask(
        `INSERT INTO shotlist.reservations (project, key, provider, credits, usd) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (project, key) DO UPDATE SET credits = excluded.credits, usd = excluded.usd`,
        [project, key, cost.provider, cost.credits ?? null, cost.usd ?? null],
      )
      return { reservation: this.#reservation(cost) }
    })
  }

  #reservation(cost: SubmissionCost): Reservation {
    let counted = cost
    let isOpen = true
    return {
      settle: (charged) => {
        if (isOpen) this.#replace(charged)
        isOpen = false
      },
      raise: (charged) => {
        if (!isOpen || (charged.credits ?? 0) <= (counted.credits ?? 0)) return
        counted = charged
        this.#replace(charged)
      },
    }
  }

  /** If the database cannot take it, the reserved amount stays: the budget then allows less, and never more. */
  #replace({ credits, usd }: SubmissionCost): void {
    const { project, key } = this.#options
    void this.#database
      .query('UPDATE shotlist.reservations SET credits = $3, usd = $4 WHERE project = $1 AND key = $2', [
        project,
        key,
        credits ?? null,
        usd ?? null,
      ])
      .catch(() => undefined)
  }
}
