import type { DialectTask } from '../../dialect/dialect.gen.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import { defined } from '../../issues/defined.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { type PlainObject, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { Action, Note } from '../proposal.ts'
import { bodyFields } from '../requests/body-fields.ts'
import { spokenMedia } from '../requests/operation-names.ts'
import { type Media, wordsOf } from '../words.ts'
import { findCancel, findRecent, findResult } from './beside-tasks.ts'
import { bytesOf, isStateByStatus } from './file-answers.ts'
import type { FoundTask } from './find-tasks.ts'
import { type FoundOutputs, findOutputs } from './outputs.ts'
import { findPoll, findReading } from './task-reading.ts'

/** A kind of task as the overlay describes it. */
export type Described = {
  readonly task: FoundTask
  readonly action: Action
  readonly media: Media | undefined
  readonly isPlausible: boolean
  readonly questions: readonly string[]
}

/** The entry of `x-tasks` for a kind of task. */
export function describeTask(task: FoundTask, context: RuleContext): Described {
  const { kind, read, parameter, state, submits } = task
  const spoken = mostSpoken(task)
  const own = isStateByStatus(read.operation, context) ? ownFile(read.operation, context) : findOutputs(read.fields, spoken)
  const result = own === undefined || own.confidence === 'low' ? findResult(task, spoken, context) : undefined
  const outputs = result === undefined ? own : 'result' in result ? result.found : result
  const reading = findReading(read.fields)
  const cancel = findCancel(task, context)
  const recent = findRecent(task, context)
  const poll = findPoll(read.operation.place, context.spec)
  const ids = [...new Set(submits.map(({ id }) => `$response.body#${id.pointer}`))]
  const names = Object.keys(outputs?.outputs ?? {})
  const whenFile =
    names.length > 0 && result === undefined
      ? [{ at: outputs?.outputs[names[0] ?? '']?.from ?? '', present: true, is: 'succeeded' as const }]
      : []
  const entry: DialectTask = {
    id: ids.length === 1 ? (ids[0] ?? '') : ids,
    read: { operation: textOf(read.operation.operationId), id: `$request.${parameter.in}.${parameter.name}` },
    state: state === undefined ? { rules: whenFile } : { ...defined({ raw: state.raw }), rules: state.rules },
    ...reading.parts,
    outputs: result !== undefined && 'result' in result ? {} : (outputs?.outputs ?? {}),
    ...defined({
      result: result !== undefined && 'result' in result ? result.result : undefined,
      cancel: cancel?.part,
      recent: recent?.part,
      poll,
    }),
  }
  const below = (at: string): string => `/x-tasks/${kind}${at}`
  const sure = new Set(submits.map(({ confidence }) => confidence))
  const pair = sure.has('high') ? 'high' : sure.has('medium') ? 'medium' : 'low'
  const starts = submits.map(({ operation }) => `${operation.method} ${operation.path}`)
  const notes: Note[] = [
    {
      at: below(''),
      confidence: pair,
      why: `started by ${starts.slice(0, 4).join(', ')}${starts.length > 4 ? ` and ${starts.length - 4} more` : ''}, read by GET ${read.operation.path}`,
    },
    {
      at: below('/state'),
      confidence: state?.confidence ?? 'low',
      why: state?.why ?? 'no state was recognised: a task has succeeded when the file is there',
    },
    ...reading.notes.map(({ at, confidence, why }) => ({ at: below(at), confidence, why })),
    ...(outputs === undefined
      ? []
      : [
          {
            at: below(result !== undefined && 'result' in result ? '/result' : '/outputs'),
            confidence: outputs.confidence,
            why: outputs.why,
          },
        ]),
    ...(cancel === undefined ? [] : [{ at: below('/cancel'), ...cancel.note }]),
    ...(recent === undefined ? [] : [{ at: below('/recent'), ...recent.note }]),
    ...(poll === undefined ? [] : [{ at: below('/poll'), confidence: 'high' as const, why: 'x-speakeasy-polling' }]),
  ]
  const main = Object.values(outputs?.outputs ?? {})[0]?.type
  return {
    task,
    action: { target: '$', update: { 'x-tasks': { [kind]: entry } as PlainObject }, notes },
    media: isSure(outputs) && (main === 'video' || main === 'image' || main === 'audio') ? main : undefined,
    isPlausible: outputs !== undefined || state?.rules.some((rule) => rule.is === 'succeeded') === true,
    questions: [
      ...(outputs === undefined ? [`Where is the file of a task of kind ${kind}? Name it in x-tasks.${kind}.outputs.`] : []),
      ...(state?.rules.some(({ is }) => is === 'failed') === true
        ? []
        : [
            `How does the read of ${kind} say that a task has failed? Without a rule in x-tasks.${kind}.state, it is polled until the deadline.`,
          ]),
      ...(state === undefined || state.unknown.length === 0
        ? []
        : [`What do these states of ${kind} mean? Without a rule they count as running: ${state.unknown.slice(0, 20).join(', ')}`]),
      ...clientIds(task, context),
      ...(state?.confidence === 'low' ? [`Which words does the state of ${kind} have? Those in the overlay are the usual ones.`] : []),
    ],
  }
}

/** The response to the read is the file. */
function ownFile(operation: SpecOperation, context: RuleContext): FoundOutputs {
  const type = bytesOf(operation, context) ?? 'video'
  const why = `the response with status 200 is a file`
  return { outputs: { [type]: { from: '$response.body', type } }, isKindKnown: true, confidence: 'high', why }
}

/** Some vendors take the task's id with its submission. */
function clientIds({ kind, submits }: FoundTask, { spec, inliner }: RuleContext): string[] {
  const name = submits
    .map(({ operation, id }) => {
      const fields = bodyFields(mediaTypes(operation.body, spec.sources)[0]?.schema, { sources: spec.sources, inliner })
      return fields.find((field) => wordsOf(field.name).join('_') === id.name)?.name
    })
    .find((one) => one !== undefined)
  return name === undefined
    ? []
    : [
        `A submission takes ${name}. If it accepts an id of your own, x-tasks.${kind}.lookup finds the task of a submission whose response was lost.`,
      ]
}

/** Whether the kind of the first file is more than a guess. */
function isSure(outputs: FoundOutputs | undefined): boolean {
  return outputs !== undefined && outputs.isKindKnown
}

/** The kind of file that most submissions of a task speak of. */
function mostSpoken({ submits, read }: FoundTask): Media | undefined {
  const all = [...submits.map(({ operation }) => spokenMedia(operation)), spokenMedia(read.operation)].filter(
    (media) => media !== undefined,
  )
  return (['video', 'image', 'audio'] as const)
    .toSorted((a, b) => all.filter((one) => one === b).length - all.filter((one) => one === a).length)
    .find((media) => all.includes(media))
}
