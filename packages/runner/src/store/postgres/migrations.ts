/**
 * The schema of a fleet as a list of migrations. Entry `n` brings it from version `n` to `n + 1`. Never change a released entry; add a new
 * one.
 *
 * The tables have the columns of those of the journal (`../journal/migrations.ts`), and `row_id`: a hash of the columns that identify a row,
 * because a text such as an address may be longer than an index takes. `project` is the manifest that a row was first written for. JSON is
 * kept as text: it survives unchanged, with NUL characters and half surrogate pairs.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE shotlist.schema_version (version integer NOT NULL);
  INSERT INTO shotlist.schema_version VALUES (0);

  -- Processes that may write. Each commit of a process increments 'commits' in the same transaction: so a fenced process writes nothing, and a
  -- process that lost its connection can ask whether its last commit was applied.
  CREATE TABLE shotlist.workers (
    id text PRIMARY KEY,
    version text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    fenced boolean NOT NULL DEFAULT false,
    commits bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);

  CREATE TABLE shotlist.jobs (
    row_id uuid PRIMARY KEY,
    manifest text NOT NULL,
    id text NOT NULL,
    provider text NOT NULL,
    operation text NOT NULL,
    fingerprint text NOT NULL,
    ingredients text NOT NULL,
    phase text NOT NULL,
    state text NOT NULL,
    output text,
    updated_at text NOT NULL
  );
  CREATE INDEX jobs_by_manifest ON shotlist.jobs (manifest);
  CREATE INDEX jobs_by_fingerprint ON shotlist.jobs (fingerprint);

  -- Every submission, paid or not. Rows are never deleted: this is the account of what was spent.
  CREATE TABLE shotlist.attempts (
    row_id uuid PRIMARY KEY,
    project text NOT NULL,
    job text NOT NULL,
    fingerprint text NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    provider text NOT NULL,
    operation text NOT NULL,
    state text NOT NULL,
    request text,
    task_id text,
    estimated double precision,
    charged double precision,
    failure text,
    intended_at text NOT NULL,
    sent_at text,
    answered_at text,
    ended_at text,
    result text
  );
  CREATE INDEX attempts_by_project ON shotlist.attempts (project);
  CREATE INDEX attempts_by_job ON shotlist.attempts USING hash (job);
  CREATE INDEX attempts_by_fingerprint ON shotlist.attempts (fingerprint);
  CREATE INDEX attempts_by_task ON shotlist.attempts USING hash (task_id);
  CREATE INDEX attempts_by_key ON shotlist.attempts (key);
  CREATE INDEX attempts_overcharged ON shotlist.attempts (provider, operation, (charged / estimated) DESC)
    WHERE charged > estimated AND estimated > 0;

  CREATE TABLE shotlist.uploads (
    row_id uuid PRIMARY KEY,
    source text NOT NULL,
    provider text NOT NULL,
    account text NOT NULL,
    operation text NOT NULL,
    value text NOT NULL,
    uploaded_at text NOT NULL
  );
  CREATE INDEX uploads_by_account ON shotlist.uploads (account);
  CREATE INDEX uploads_by_source ON shotlist.uploads USING hash (source);

  CREATE TABLE shotlist.files (
    row_id uuid PRIMARY KEY,
    manifest text NOT NULL,
    path text NOT NULL,
    job text NOT NULL,
    submission text NOT NULL,
    state text NOT NULL,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    modified_ms double precision,
    media text NOT NULL,
    written_at text NOT NULL,
    replaces text
  );
  CREATE INDEX files_by_manifest ON shotlist.files (manifest);
  CREATE INDEX files_by_job ON shotlist.files USING hash (job);

  CREATE TABLE shotlist.shared (
    row_id uuid PRIMARY KEY,
    store text NOT NULL,
    fingerprint text NOT NULL
  );
  CREATE INDEX shared_by_fingerprint ON shotlist.shared (fingerprint);

  CREATE TABLE shotlist.doubts (
    row_id uuid PRIMARY KEY,
    manifest text NOT NULL,
    job text NOT NULL,
    since text
  );
  CREATE INDEX doubts_by_manifest ON shotlist.doubts (manifest);

  CREATE TABLE shotlist.facts (
    row_id uuid PRIMARY KEY,
    project text NOT NULL,
    name text NOT NULL
  );
  CREATE INDEX facts_by_project ON shotlist.facts (project);

  -- 'nth' orders the runs of a project as they were started.
  CREATE TABLE shotlist.runs (
    row_id uuid PRIMARY KEY,
    nth bigint GENERATED ALWAYS AS IDENTITY,
    project text NOT NULL,
    id text NOT NULL,
    verb text NOT NULL,
    manifest text NOT NULL,
    started_at text NOT NULL,
    finished_at text,
    outcome text
  );
  CREATE INDEX runs_by_project ON shotlist.runs (project);

  -- In the order of 'seq', events of one run become visible: a reader that has seen one misses none before it.
  CREATE TABLE shotlist.events (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    run text NOT NULL,
    at text NOT NULL,
    event text NOT NULL,
    PRIMARY KEY (run, seq)
  );
  `,
  `
  -- The accounts that the keys of a worker belong to, by the variable that holds the key: hashes, never the keys.
  CREATE TABLE shotlist.accounts (
    worker text NOT NULL REFERENCES shotlist.workers (id) ON DELETE CASCADE,
    variable text NOT NULL,
    account text NOT NULL,
    PRIMARY KEY (worker, variable)
  );

  -- Documents of providers, as JSON.
  CREATE TABLE shotlist.documents (sha256 text PRIMARY KEY, model text NOT NULL);

  -- The clips that runs have ordered. 'round' counts how often workers have taken one up; 'ended' says how the last round ended.
  CREATE TABLE shotlist.clips (
    key text PRIMARY KEY,
    project text NOT NULL,
    job text NOT NULL,
    variable text NOT NULL,
    account text NOT NULL,
    document text NOT NULL,
    clip_order text NOT NULL,
    job_row uuid NOT NULL,
    attempt_row uuid NOT NULL,
    round integer NOT NULL DEFAULT 1,
    progress text,
    ended text,
    is_resumable boolean NOT NULL DEFAULT false,
    ordered_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 80);
  CREATE INDEX clips_by_project ON shotlist.clips (project);

  -- What is spent or reserved for a project, by clip.
  CREATE TABLE shotlist.reservations (
    project text NOT NULL,
    key text NOT NULL,
    provider text NOT NULL,
    credits double precision,
    usd double precision,
    PRIMARY KEY (project, key)
  );

  -- Runs of manifests, which go on when the process that started them is gone: 'followed_at' is its last sign of life.
  CREATE TABLE shotlist.campaigns (
    id text PRIMARY KEY,
    project text NOT NULL,
    campaign text NOT NULL,
    outcome text,
    started_at timestamptz NOT NULL DEFAULT now(),
    followed_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
  );
  CREATE INDEX campaigns_by_project ON shotlist.campaigns (project);

  -- Takes that users have picked, of which other machines do not know yet.
  CREATE TABLE shotlist.picks (
    project text NOT NULL,
    take_group text NOT NULL,
    pick text,
    picked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project, take_group)
  );
  `,
]
