/**
 * Where the commits of a journal become durable. `GroupCommit` commits in the database of this process, and calls its home before and after
 * each commit. Nothing is submitted before `flush` has resolved.
 */
export type JournalHome = {
  /** Called before a transaction begins. */
  beforeWrites(): void
  /** Called when the transaction has made its writes. If it throws, the transaction is rolled back. */
  beforeCommit(): void
  afterCommit(): void
  afterRollback(): void
  /** Resolves when everything committed so far is durable. */
  flush(): Promise<void>
  /** Flushes synchronously, when the journal is closed. A home without it goes on flushing after that. */
  flushNow?(): void
  close(): void
}
