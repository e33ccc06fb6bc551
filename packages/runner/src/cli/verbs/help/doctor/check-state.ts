import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { count } from '../../../../errors/amounts.ts'
import { isUnsettled } from '../../../../job/job-state.ts'
import { reasonOf } from '../../../../store/durable/plain-files.ts'
import { isHeld } from '../../../../store/journal/holder.ts'
import { inspectJournal } from '../../../../store/journal/inspect-journal.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import type { Check } from './check.ts'

const LITTLE_BYTES = 1e9
const TOO_LITTLE_BYTES = 50e6

/** Checks the lockfile, the journal and the disk of a manifest. */
export function checkState(manifestPath: string, outputDir: string | undefined): readonly Check[] {
  const root = dirname(manifestPath)
  const folders = new Set([nearest(join(root, '.shotlist')), ...(outputDir === undefined ? [] : [nearest(outputDir)])])
  return [
    told('lockfile', () => checkLockfile(lockfilePath(manifestPath))),
    told('journal', () => checkJournal(manifestPath)),
    ...[...folders].map((folder) => told('disk', () => checkDisk(folder))),
  ].flat()
}

/** The check, or the error that it ends with as a problem. */
function told(check: string, work: () => readonly Check[]): readonly Check[] {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const hint = 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {}
    return [{ check, status: 'problem', message: error.message, ...hint }]
  }
}

function checkLockfile(path: string): readonly Check[] {
  if (!existsSync(path)) return []
  const { jobs } = readLockfile(path)
  return [{ check: 'lockfile', status: 'ok', message: `version 1, ${count(Object.keys(jobs).length, 'clip')}` }]
}

function checkJournal(manifestPath: string): readonly Check[] {
  const state = stateFolder(dirname(manifestPath))
  if (!existsSync(state.journal)) return [{ check: 'journal', status: 'ok', message: 'none yet: nothing was run here' }]
  const { schema, known } = inspectJournal(state.journal)
  const line: Check = { check: 'journal', status: 'ok', message: `schema ${schema} of ${known}, intact` }
  // An older schema is updated by the first run: this verb changes nothing.
  if (schema < known) return [{ ...line, message: `${line.message}; the next run updates it` }]
  if (isHeld(state.path)) return [{ ...line, message: `${line.message}; a run is using it` }]
  const journal = Journal.openReadOnly(state.journal, manifestPath)
  try {
    const unsettled = [...journal.jobs.all().values()].filter(({ state: job }) => isUnsettled(job)).length
    if (unsettled === 0) return [line]
    const message = `${line.message}; ${count(unsettled, 'submission')} not settled, which may have been paid`
    return [{ ...line, status: 'warning', message, hint: '`shotlist resolve` lists what is known about each.' }]
  } finally {
    journal.close()
  }
}

/** Checks that a folder can be written, has room, and is on this machine. */
function checkDisk(folder: string): readonly Check[] {
  const line = { check: 'disk', of: folder }
  try {
    rmdirSync(mkdtempSync(join(folder, '.shotlist-doctor-')))
  } catch (error) {
    return [
      {
        ...line,
        status: 'problem',
        message: `it cannot be written: ${writeReason(error)}`,
        hint: 'Give this user the right to write there.',
      },
    ]
  }
  const { bavail, bsize, blocks, type } = statfsSync(folder)
  const free = bavail * bsize
  const room = blocks === 0 ? 'writable' : `writable, ${sizeText(free)} free`
  const network = process.platform === 'linux' ? NETWORKS[type] : undefined
  if (blocks > 0 && free < LITTLE_BYTES)
    return [
      {
        ...line,
        status: free < TOO_LITTLE_BYTES ? 'problem' : 'warning',
        message: room,
        hint: 'Make room: `shotlist gc` lists what is no longer needed.',
      },
    ]
  if (network === undefined) return [{ ...line, status: 'ok', message: room }]
  const hint =
    'Locks of such file systems do not always hold: run Shotlist on one machine at a time, or move the project to a disk of this machine.'
  return [{ ...line, status: 'warning', message: `${room}, on a network file system (${network})`, hint }]
}

function writeReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'EACCES' || code === 'EPERM' ? 'this user may not write there' : code === 'EROFS' ? 'it is read-only' : reasonOf(error)
}

/** The folder, or the nearest one above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder))
}

function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.floor(bytes / 1e6)} MB`
}

/** Types of Linux's `statfs`. */
const NETWORKS: Readonly<Record<number, string>> = {
  0x69_69: 'NFS',
  0x51_7b: 'SMB',
  0xff_53_4d_42: 'CIFS',
  0xfe_53_4d_42: 'SMB',
  0x01_02_19_97: '9P',
  0x00_c3_64_00: 'Ceph',
  0x53_46_41_4f: 'AFS',
}
