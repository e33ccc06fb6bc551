/**
 * How often the runner retries, and how long it waits in between, in milliseconds. Requests of the clients have their own defaults, in
 * core's `http/defaults.ts`.
 */
export const RETRIES = {
  /** New submissions of a job after a transient failure, unless `retries` in the manifest says otherwise. */
  job: 2,
  /** Wait between two tries of a job. `maxRetryAfterMs` caps the provider's Retry-After: a wrong date must not stall the run. */
  jobWait: { baseMs: 1000, maxMs: 30_000, maxRetryAfterMs: 600_000 },
  /** Repeats of a submission without a response, with the same key, in one run. */
  noResponse: 3,
  /** The same if the provider says that it still processes that key: about two minutes. */
  keyInUse: 8,
  /** Longest pause of all polls after a provider refused some as too many. Kept short, so that no job misses its deadline for long. */
  pollPauseMs: 60_000,
  /** Tries of one download. Each continues where the last one stopped, if the host allows it. */
  download: { tries: 5, baseMs: 500 },
  /** Downloads of a file that is broken. */
  brokenFile: 3,
  /** Retries of a request to a bucket that is overloaded or does not respond. */
  bucket: { retries: 3, baseMs: 200 },
} as const

/** How long the runner waits if neither the manifest nor the provider's document says. In milliseconds. */
export const WAITS = {
  /** For a task to end, if the job has no `timeout` and the document no deadline. */
  job: 20 * 60_000,
  /** Before the first poll of a task, and between polls. The generator uses the same values for a document without them. */
  poll: { firstMs: 5000, everyMs: 4000 },
  /** For the next bytes of a download; and for the whole download, if the job's `timeout` is shorter than this. */
  download: { stallMs: 30_000, leastMs: 60_000 },
  /** For a bucket's response: to a request that transfers a file, and to one that does not. */
  bucket: { fileMs: 600_000, shortMs: 20_000 },
} as const
