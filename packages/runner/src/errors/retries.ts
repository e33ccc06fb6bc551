/**
 * How often, and after how long, the runner tries again. Requests of the clients have their own defaults, in core's `http/defaults.ts`. All waits
 * are in milliseconds.
 */
export const RETRIES = {
  /** Of a job whose failure may pass, with a new submission: unless `retries` of the manifest says otherwise. */
  job: 2,
  /** Between two tries of a job. A provider may ask for a longer wait, up to the last of these: a wrong date must not stall the run. */
  jobWait: { baseMs: 1000, maxMs: 30_000, maxRetryAfterMs: 600_000 },
  /** Of a submission without a response, under its key, in one run. */
  lostSubmission: 3,
  /** The same, while the provider says that it is still at work on that key: about two minutes. */
  keyInUse: 8,
  /** The longest pause of all reads after a provider had too many of them: no job may miss its own deadline for long. */
  readPauseMs: 60_000,
  /** Of one download; each goes on where the last one stopped, when the host allows it. */
  download: { tries: 5, baseMs: 500 },
  /** Downloads of a file that is not what it should be. */
  brokenFile: 3,
  /** Requests to a bucket after an overloaded response, or none. */
  bucket: { retries: 3, baseMs: 200 },
} as const

/** How long the runner waits, where neither the manifest nor the provider's document says. In milliseconds. */
export const WAITS = {
  /** For a task to end: a job without `timeout`, of a document without a deadline. */
  job: 20 * 60_000,
  /** Before the first read of a task, and between reads: what the generator puts into a document that says nothing. */
  poll: { firstMs: 5000, everyMs: 4000 },
  /** For the next bytes of a download; and for all of them, where a job's `timeout` is shorter. */
  download: { stallMs: 30_000, leastMs: 60_000 },
  /** For a bucket: a request that moves a file, and one that does not. */
  bucket: { fileMs: 600_000, shortMs: 20_000 },
} as const
