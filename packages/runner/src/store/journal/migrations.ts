/**
 * The journal's schema as a list of migrations. Entry `n` brings a journal from version `n` to `n + 1`. Never change a released entry; add
 * a new one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    verb TEXT NOT NULL,
    manifest TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT
  ) STRICT;

  -- Where each job instance stands. 'state' is the step machine's state as JSON.
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    operation TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ingredients TEXT NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    output TEXT,
    updated_at TEXT NOT NULL
  ) STRICT;

  -- Every submission, paid or not. Rows are never deleted: this is the account of what was spent.
  CREATE TABLE attempts (
    job TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    provider TEXT NOT NULL,
    operation TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'answered', 'refused', 'uncertain', 'succeeded', 'failed')),
    request TEXT,
    task_id TEXT,
    estimated REAL,
    charged REAL,
    failure TEXT,
    intended_at TEXT NOT NULL,
    sent_at TEXT,
    answered_at TEXT,
    ended_at TEXT,
    PRIMARY KEY (job, fingerprint, number)
  ) STRICT;

  -- Files a provider holds, by content, so that each is uploaded once.
  CREATE TABLE uploads (
    source TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    operation TEXT NOT NULL,
    value TEXT NOT NULL,
    uploaded_at TEXT NOT NULL,
    PRIMARY KEY (source, provider, account, operation)
  ) STRICT;

  -- Files Shotlist wrote, by path below the output folder. 'checked' is written before the file gets its name, 'placed' after.
  CREATE TABLE files (
    path TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    submission TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('checked', 'placed')),
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    modified_ms REAL,
    media TEXT NOT NULL,
    written_at TEXT NOT NULL
  ) STRICT;

  -- Hashes of input files, valid while size and time of change stay.
  CREATE TABLE inputs (
    path TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT;

  -- The lockfile as it was written last, to tell without parsing it whether it still says what the journal does.
  CREATE TABLE lockfiles (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL
  ) STRICT;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    at TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_run ON events (run);
  `,
  `
  -- What a submission gave, so that a job that is changed back, or renamed, has its file again.
  ALTER TABLE attempts ADD COLUMN result TEXT;
  CREATE INDEX attempts_by_fingerprint ON attempts (fingerprint);
  CREATE INDEX attempts_by_task ON attempts (task_id);

  -- A folder may hold several manifests, whose jobs and files are told apart by the manifest's name.
  ALTER TABLE jobs RENAME TO old_jobs;
  CREATE TABLE jobs (
    manifest TEXT NOT NULL,
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    operation TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ingredients TEXT NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    output TEXT,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (manifest, id)
  ) STRICT;
  INSERT INTO jobs SELECT '', id, provider, operation, fingerprint, ingredients, phase, state, output, updated_at FROM old_jobs;
  DROP TABLE old_jobs;

  ALTER TABLE files RENAME TO old_files;
  CREATE TABLE files (
    manifest TEXT NOT NULL,
    path TEXT NOT NULL,
    job TEXT NOT NULL,
    submission TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('checked', 'placed')),
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    modified_ms REAL,
    media TEXT NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (manifest, path)
  ) STRICT;
  INSERT INTO files SELECT '', path, job, submission, state, sha256, bytes, modified_ms, media, written_at FROM old_files;
  DROP TABLE old_files;

  -- Renders that a store shared between machines holds for certain.
  CREATE TABLE shared (
    store TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (store, fingerprint)
  ) STRICT;

  -- Jobs that may have been submitted though nothing here says so, because an earlier journal was damaged.
  CREATE TABLE doubts (
    manifest TEXT NOT NULL,
    job TEXT NOT NULL,
    PRIMARY KEY (manifest, job)
  ) STRICT;
  CREATE TABLE facts (name TEXT PRIMARY KEY) STRICT;
  `,
  `
  -- SHA-256 of the content that a 'checked' file is about to take the place of: after a crash it may be there still.
  ALTER TABLE files ADD COLUMN replaces TEXT;
  `,
  `
  -- The number of the last line in the log of submissions, which lies outside the database.
  CREATE TABLE submission_log (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL) STRICT;
  `,
  `
  -- When what is in doubt was submitted at the earliest; only of what is known no doubt is left.
  ALTER TABLE doubts ADD COLUMN since TEXT;
  DELETE FROM doubts WHERE EXISTS (SELECT 1 FROM jobs WHERE jobs.manifest = doubts.manifest AND jobs.id = doubts.job);
  `,
]
