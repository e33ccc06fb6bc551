import { writeFileSync } from 'node:fs'
import { extname, posix, relative, resolve, sep } from 'node:path'
import type { Clip, Money } from '@shotlist/review'
import { count } from '../../../../errors/amounts.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { OutputError } from '../../../../errors/output-errors.ts'
import type { JobInstance, Plan } from '../../../../plan/plan.ts'
import { buildReport } from '../../../../show/report/build-report.ts'
import { readSources } from '../../../../show/report/report-sources.ts'
import { EXIT } from '../../../exit-status.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { hideKeys, reviewPlaces } from '../ui/review-places.ts'

type CellValue = string | number | boolean | null

/** Writes the clips of a manifest as a table: the columns of each clip's row, and what became of it. */
export async function writeClipTable(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const target = resolve(context.cwd, String(options['table']))
  const extension = extname(target).toLowerCase()
  if (extension !== '.csv' && extension !== '.xlsx')
    throw new UsageError(`--table writes .csv and .xlsx, not ${String(options['table'])}`, {
      hint: 'Write `--table clips.csv`, for example.',
    })
  const loaded = await planManifest(context, path, options)
  const places = reviewPlaces(loaded.plan, { path, rehearsal: options['rehearsal'] === true })
  const { plan } = places
  hideKeys(context, plan)
  const { clips } = buildReport(readSources(places), {
    live: false,
    rehearsal: places.rehearsal,
    createdAt: new Date().toISOString(),
    srcOf: (file) => file,
    commandOptions: places.commandOptions,
  })
  const rows = tableOf(plan, clips, context)
  try {
    writeFileSync(target, extension === '.csv' ? await csvOf(rows) : await workbookOf(rows))
  } catch (error) {
    throw new OutputError(target, { cause: error })
  }
  context.stdout.write(`${relative(context.cwd, target)}\n`)
  context.stderr.write(`${count(clips.length, 'clip')}.\n`)
  return EXIT.done
}

/** Columns that say what became of a clip. */
const OWN = ['clip', 'state', 'file', 'cost', 'unit', 'usd', 'task_id', 'reason'] as const

function tableOf({ instances, providers, outputDir }: Plan, clips: readonly Clip[], { cwd, mask }: VerbContext): CellValue[][] {
  const columns = [...new Set(instances.flatMap(({ row }) => Object.keys(row ?? {})))]
  const folder = relative(cwd, outputDir).split(sep).join('/')
  const ownNames = OWN.map((name) => (columns.includes(name) ? `shotlist_${name}` : name))
  return [
    [...columns, ...ownNames],
    ...instances.map((instance, index) => {
      const clip = clips[index]
      const given = columns.map((column) => cellOf(instance.row, column))
      if (clip === undefined) return given
      const { unit } = providers[instance.provider]?.model.table.money ?? { unit: '' }
      const { cost, usd } = costOf(clip.spent)
      const file = clip.file === undefined ? '' : posix.join(folder, clip.file.path)
      return [...given, clip.id, clip.state, file, cost, unit, usd, clip.taskId ?? '', mask(clip.problem?.message ?? '')]
    }),
  ]
}

function cellOf(row: JobInstance['row'], column: string): CellValue {
  const value = row !== undefined && Object.hasOwn(row, column) ? row[column] : null
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)) ?? null
}

/** What a clip cost. A sum of which a part is not known is a text, so that no spreadsheet adds it up as if it were whole. */
function costOf({ amount, usd, unknown = 0 }: Money): { readonly cost: CellValue; readonly usd: CellValue } {
  if (amount === undefined) return { cost: 'unknown', usd: null }
  return unknown > 0
    ? { cost: `at least ${rounded(amount)}`, usd: null }
    : { cost: rounded(amount), usd: usd === undefined ? null : rounded(usd) }
}

/** A sum without the last digits, which come from calculating in binary. */
function rounded(amount: number): number {
  return Number(amount.toPrecision(12))
}

/**
 * With a byte order mark, by which Excel knows UTF-8. A text that a spreadsheet would take for a formula gets an apostrophe in front: it may
 * come from a provider.
 */
async function csvOf(rows: readonly (readonly CellValue[])[]): Promise<string> {
  const { writeCsv } = await import('hucre/csv')
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' && isFormula(cell) ? `'${cell}` : cell)))
  return `${writeCsv(safe, { bom: true, lineSeparator: '\r\n' })}\r\n`
}

/** Whether a spreadsheet would take a text of a CSV file for a formula. A number with a sign is none. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r\n]/.test(text) && !/^[+-]?\d+(?:\.\d+)?$/.test(text)
}

/** Texts of a workbook are texts, whatever they begin with. */
async function workbookOf(rows: readonly (readonly CellValue[])[]): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx')
  return writeXlsx({ sheets: [{ name: 'Clips', rows: rows.map((row) => [...row]), freezePane: { rows: 1 } }] })
}
