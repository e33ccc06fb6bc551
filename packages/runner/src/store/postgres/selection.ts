import { rowId, type SharedTable, storedText } from './shared-tables.ts'

/** Which records of a project a journal loads. */
export type Selection = {
  /** Jobs with their files, doubts and attempts; `all` also loads the project's runs and facts. */
  readonly jobs?: 'all' | readonly string[]
  /** Attempts and shared artifacts with these fingerprints, of any project. */
  readonly fingerprints?: readonly string[]
  /** Attempts with these submission keys, of any project. */
  readonly keys?: readonly string[]
  /** Attempts with these ids of tasks, of any project. */
  readonly tasks?: readonly string[]
  /** What these operations were overcharged most, in any project. */
  readonly operations?: readonly { readonly provider: string; readonly operation: string }[]
  /** Files that these accounts hold. `sources` selects some of them. */
  readonly accounts?: readonly string[]
  readonly sources?: readonly string[]
  /** Runs with their events, by id. */
  readonly runs?: readonly string[]
}

/** A query for rows of a table. `replaces`: rows to delete from the journal, because those that are gone must be gone there too. */
export type Query = {
  readonly table: SharedTable
  readonly text: string
  readonly values: readonly unknown[]
  readonly replaces?: { readonly where: string; readonly value: string }
}

/** The queries for a selection. */
export function selectionQueries(project: string, selection: Selection): Query[] {
  return [
    ...jobQueries(project, selection),
    attemptQuery(project, selection),
    ...uploadQueries(selection),
    ...runQueries(project, selection),
    sharedQuery(project, selection),
  ]
}

function jobQueries(project: string, { jobs = [] }: Selection): Query[] {
  const manifest = storedText(project)
  if (jobs === 'all') {
    const allOf = (table: SharedTable) => ({ table, text: `SELECT * FROM shotlist.${table} WHERE manifest = $1`, values: [manifest] })
    return [allOf('jobs'), allOf('files'), { ...allOf('doubts'), replaces: { where: 'manifest = ?', value: project } }]
  }
  if (jobs.length === 0) return []
  const stored = jobs.map(storedText)
  return [
    {
      table: 'jobs',
      text: 'SELECT * FROM shotlist.jobs WHERE row_id = ANY($1::uuid[])',
      values: [stored.map((id) => rowId('jobs', { manifest, id }))],
    },
    {
      table: 'doubts',
      text: 'SELECT * FROM shotlist.doubts WHERE row_id = ANY($1::uuid[])',
      values: [stored.map((job) => rowId('doubts', { manifest, job }))],
      replaces: { where: 'job IN (SELECT value FROM json_each(?))', value: JSON.stringify(jobs) },
    },
    { table: 'files', text: 'SELECT * FROM shotlist.files WHERE manifest = $1 AND job = ANY($2)', values: [manifest, stored] },
  ]
}

function attemptQuery(project: string, { jobs = [], fingerprints = [], keys = [], tasks = [], operations = [] }: Selection): Query {
  return {
    table: 'attempts',
    text: `
      SELECT * FROM shotlist.attempts WHERE row_id IN (
        SELECT row_id FROM shotlist.attempts WHERE project = $1 AND ($2::text[] IS NULL OR job = ANY($2))
        UNION SELECT a.row_id FROM shotlist.jobs AS j JOIN shotlist.attempts AS a ON a.fingerprint = j.fingerprint
               WHERE j.manifest = $1 AND ($2::text[] IS NULL OR j.row_id = ANY($3::uuid[]))
        UNION SELECT row_id FROM shotlist.attempts WHERE fingerprint = ANY($4)
        UNION SELECT row_id FROM shotlist.attempts WHERE key = ANY($5)
        UNION SELECT row_id FROM shotlist.attempts WHERE task_id = ANY($6)
        UNION SELECT most.row_id FROM unnest($7::text[], $8::text[]) AS wanted (provider, operation),
              LATERAL (SELECT a.row_id FROM shotlist.attempts AS a
                        WHERE a.provider = wanted.provider AND a.operation = wanted.operation AND a.charged > a.estimated AND a.estimated > 0
                        ORDER BY a.charged / a.estimated DESC LIMIT 1) AS most)`,
    values: [
      storedText(project),
      jobs === 'all' ? null : jobs.map(storedText),
      jobs === 'all' ? null : jobs.map((id) => rowId('jobs', { manifest: storedText(project), id: storedText(id) })),
      fingerprints,
      keys,
      tasks.map(storedText),
      operations.map(({ provider }) => provider),
      operations.map(({ operation }) => operation),
    ],
  }
}

function uploadQueries({ accounts, sources }: Selection): Query[] {
  if (accounts === undefined) return []
  return [
    {
      table: 'uploads',
      text: 'SELECT * FROM shotlist.uploads WHERE account = ANY($1) AND ($2::text[] IS NULL OR source = ANY($2))',
      values: [accounts, sources?.map(storedText) ?? null],
    },
  ]
}

function runQueries(project: string, { jobs, runs = [] }: Selection): Query[] {
  const stored = storedText(project)
  const all: Query[] = [
    { table: 'facts', text: 'SELECT * FROM shotlist.facts WHERE project = $1', values: [stored] },
    { table: 'runs', text: 'SELECT * FROM shotlist.runs WHERE project = $1 ORDER BY nth', values: [stored] },
  ]
  const some: Query = {
    table: 'runs',
    text: 'SELECT * FROM shotlist.runs WHERE row_id = ANY($1::uuid[]) ORDER BY nth',
    values: [runs.map((id) => rowId('runs', { id }))],
  }
  const events = runs.map(
    (run): Query => ({
      table: 'events',
      text: 'SELECT * FROM shotlist.events WHERE run = $1 ORDER BY seq',
      values: [run],
      replaces: { where: 'run = ?', value: run },
    }),
  )
  return [...(jobs === 'all' ? all : runs.length === 0 ? [] : [some]), ...events]
}

function sharedQuery(project: string, { jobs, fingerprints = [] }: Selection): Query {
  const given = { table: 'shared', text: 'SELECT * FROM shotlist.shared WHERE fingerprint = ANY($1)', values: [fingerprints] } as const
  if (jobs !== 'all') return given
  return {
    table: 'shared',
    text: `${given.text} OR fingerprint IN (SELECT fingerprint FROM shotlist.jobs WHERE manifest = $2)`,
    values: [fingerprints, storedText(project)],
  }
}
