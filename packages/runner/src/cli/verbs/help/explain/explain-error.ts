import { suggest } from '@shotlist/codegen/suggest'
import { wrap } from '@shotlist/codegen/text'
import { ruleOfCode } from '@shotlist/core/contract'
import { UsageError } from '../../../../errors/input-errors.ts'
import { loadShipped, shippedProviders } from '../../../../manifest/catalog/shipped.ts'
import { explainCode, explanations, type Kind } from '../../../../show/explain/explain-code.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint, type Paint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { EXIT } from '../../../exit-status.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** One meaning of a code, for people and programs. */
type Meaning = {
  readonly code: string
  readonly of: string
  readonly meaning: string
  readonly remedy: string
}

const KINDS: Readonly<Record<Kind, string>> = {
  run: 'ends a command or a job',
  class: 'class of failure',
  manifest: 'mistake of a manifest',
  document: "mistake of a provider's document",
}

/** `shotlist explain`. @throws {UsageError} there is no such code */
export async function explainError(context: VerbContext, code: string | undefined, options: VerbOptions): Promise<number> {
  const { stdout } = context
  const paint = createPaint(context.color)
  const json = options['json'] === true
  if (code === undefined) {
    const all = explanations.map(({ kind, ...rest }) => ({ of: KINDS[kind], ...rest }))
    if (json) printJson(all, stdout)
    else stdout.write(listText({ paint, columns: stdout.columns }))
    return EXIT.done
  }
  const meanings = [...ownMeanings(code), ...providerMeanings(code)]
  if (meanings.length === 0) throw unknownCode(code)
  if (json) printJson(meanings, stdout)
  else stdout.write(meanings.map((meaning) => meaningText(meaning, { paint, width: Math.min(stdout.columns ?? 100, 100) })).join('\n'))
  return EXIT.done
}

const HEADINGS: Readonly<Record<Kind, string>> = {
  run: 'What ends a command or a job',
  class: 'Classes of failure',
  manifest: 'Mistakes of a manifest',
  document: "Mistakes of a provider's document",
}

/** All codes with their meanings, by kind. */
function listText({ paint, columns }: { readonly paint: Paint; readonly columns: number | undefined }): string {
  const kinds = Map.groupBy(explanations, ({ kind }) => kind)
  const lists = [...kinds].map(([kind, list]) => {
    const rows = list.map(({ code, meaning }) => [paint('cyan', code), firstSentence(meaning)])
    return `${paint('bold', HEADINGS[kind])}\n${alignColumns(rows, { indent: 2, columns })}`
  })
  return `${lists.join('\n')}\n\`shotlist explain <code>\` shows what to do about an error.\n`
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text
}

function ownMeanings(code: string): readonly Meaning[] {
  return explainCode(code).map(({ code: name, kind, meaning, remedy }) => ({ code: name, of: KINDS[kind], meaning, remedy }))
}

/** What the shipped documents say about a provider's code. */
function providerMeanings(code: string): readonly Meaning[] {
  return shippedProviders().flatMap((id) => {
    const table = loadShipped(id)?.table
    const rule = table && ruleOfCode(table.errors.codes, code)
    if (table === undefined || rule === undefined) return []
    const own = explainCode(rule.class)[0]
    return [
      {
        code,
        of: `${table.title}, ${rule.class}`,
        meaning: sentence(rule.meaning ?? own?.meaning ?? ''),
        remedy: sentence(rule.hint ?? own?.remedy ?? ''),
      },
    ]
  })
}

function sentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}

function meaningText({ code, of, meaning, remedy }: Meaning, { paint, width }: { readonly paint: Paint; readonly width: number }): string {
  const lines = [meaning, remedy].filter((text) => text !== '').flatMap((text) => wrap(text, width - 2))
  return `${paint('bold', code)}  ${paint('dim', of)}\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function unknownCode(code: string): UsageError {
  const near = suggest(
    code,
    explanations.map((each) => each.code),
  )
  return new UsageError(`there is no code \`${code}\``, {
    hint: near === undefined ? '`shotlist explain` lists all codes.' : `Did you mean \`shotlist explain ${near}\`?`,
  })
}
