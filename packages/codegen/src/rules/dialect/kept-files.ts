import type { Issue } from '../../issues/issue.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

const FILE_TYPES = ['video', 'image', 'audio']

/** `keep` stands on files that a job makes, and the name of such an output can be part of a file's name. */
export const keptFiles: Rule = function* ({ spec }) {
  for (const [, task] of entries(child(spec.root, 'x-tasks'))) {
    for (const outputs of [child(task, 'outputs'), child(child(task, 'result'), 'outputs')]) yield* keepIssues(outputs, true)
  }
  for (const { place } of spec.operations) {
    for (const entry of items(child(place, 'x-operations')))
      yield* keepIssues(child(entry, 'outputs'), child(entry, 'charges')?.value === true)
  }
}

function* keepIssues(outputs: Place | undefined, ofJob: boolean): Generator<Issue> {
  for (const [name, output] of entries(outputs)) {
    const keep = child(output, 'keep')
    if (keep === undefined) continue
    const type = textOf(child(output, 'type')?.value)
    const message = !FILE_TYPES.includes(type)
      ? `only a file is kept (type ${FILE_TYPES.join(', ')}), and ${name} is of type ${type}`
      : !ofJob
        ? 'only an operation that starts a task or charges makes files that a job keeps'
        : /^[a-z][\w-]*$/i.test(name)
          ? undefined
          : `${JSON.stringify(name)} becomes part of a file's name: write it with letters, digits, - and _, and begin with a letter`
    if (message !== undefined) yield issueAt(keep, { code: 'kept-output', message })
  }
}
