import { subscribe } from 'node:diagnostics_channel'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/*
 * Loaded before the command (`node --import`): kills its process, as `kill -9` does, at exactly one instant. The product has no code for
 * this: it is done by watching the database, the network and the file system.
 *
 * CRASH_AT is `<when> <what> [<nth>]`: before or after the nth (from 1)
 *   - `attempt:<state>`, `job:<phase>`, `file:<state>`: commit of the journal with such a row;
 *   - `submit`, `read`: request that starts a task, or reads one;
 *   - `download`: `after` means the first piece of the file, which may be all of it;
 *   - `place`: rename of a file to its final name;
 *   - `any`: of these, and any other commit, request or rename.
 *
 * Its last line on stderr says where it killed the process: `<when> <what>`. A commit is named by all rows in it.
 */
const [when = '', what = '', nth = '1'] = (process.env['CRASH_AT'] ?? '').split(' ')
let seen = 0

function die(names: readonly string[]): never {
  fs.writeSync(2, `\ncrash-at: ${when} ${names.join('+') || 'something else'}\n`)
  process.kill(process.pid, 'SIGKILL')
  // SIGKILL is asynchronous; nothing more may happen until it arrives.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  throw new Error('this process should be dead')
}

/** Whether this is the instant. */
function isDue(names: readonly string[]): boolean {
  if (what !== 'any' && !names.includes(what)) return false
  seen += 1
  return seen === Number(nth)
}

/** The rows that the open transaction has written, as `<table>:<word>`. */
const rows = new Set<string>()
const EXEC = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (sql: string): void {
  const names = [...rows]
  const due = sql.startsWith('COMMIT') && isDue(names)
  if (sql.startsWith('COMMIT')) rows.clear()
  if (due && when === 'before') die(names)
  EXEC.call(this, sql)
  if (due) die(names)
}

const TABLES = [
  { table: 'attempts', name: 'attempt', words: /^(intended|sent|answered|succeeded)$/ },
  { table: 'jobs', name: 'job', words: /^(ready|intended|sent|rendering|fetching|done)$/ },
  { table: 'files', name: 'file', words: /^(checked|placed)$/ },
] as const
const PREPARE = DatabaseSync.prototype.prepare
DatabaseSync.prototype.prepare = function (sql: string): StatementSync {
  const statement = PREPARE.call(this, sql)
  const kept = TABLES.find(({ table }) => new RegExp(`^\\s*INSERT INTO ${table}\\b`).test(sql))
  if (kept === undefined) return statement
  const run = statement.run
  statement.run = function (this: StatementSync, ...values: Parameters<StatementSync['run']>) {
    for (const value of values) if (typeof value === 'string' && kept.words.test(value)) rows.add(`${kept.name}:${value}`)
    return run.apply(this, values)
  } as StatementSync['run']
  return statement
}

type Exchange = { readonly request: { readonly path: string } }

/** Requests whose response is the instant. */
const awaited = new WeakSet<object>()
/** Recognised by the paths of the shipped providers. Other requests (a balance, an upload) have no name. */
const KINDS = [
  { kind: 'download', path: /^\/__emulator\/files\// },
  { kind: 'read', path: /\/video\/result\/|\/tasks$|\/task\// },
  { kind: 'submit', path: /\/generate$|\/videos$/ },
] as const
function kindOf({ path }: Exchange['request']): string {
  return KINDS.find((each) => each.path.test(path))?.kind ?? 'query'
}

function onRequest(message: unknown): void {
  const { request } = message as Exchange
  if (!isDue([kindOf(request)])) return
  if (when === 'before') die([kindOf(request)])
  awaited.add(request)
}
function onHeaders(message: unknown): void {
  const { request } = message as Exchange
  if (awaited.has(request) && kindOf(request) !== 'download') die([kindOf(request)])
}
// Covers all requests: Node's own `fetch` and the command's pool publish the same events, and requests to an API use `node:http`.
subscribe('undici:request:create', onRequest)
subscribe('undici:request:headers', onHeaders)
subscribe('http.client.request.created', onRequest)
subscribe('http.client.response.finish', onHeaders)
subscribe('undici:request:bodyChunkReceived', (message) => {
  const { request } = message as Exchange
  if (awaited.has(request)) die([kindOf(request)])
})

const RENAME = fs.renameSync
fs.renameSync = (from, to) => {
  const names = String(to).endsWith('.mp4') ? ['place'] : []
  const due = isDue(names)
  if (due && when === 'before') die(names)
  RENAME(from, to)
  if (due) die(names)
}
syncBuiltinESMExports()
