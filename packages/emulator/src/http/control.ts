import type { Context } from '../provider/context.ts'
import { report } from '../provider/report.ts'
import { newState } from '../provider/state.ts'
import type { Incoming } from '../requests/incoming.ts'
import { readFaults } from '../scenario/read-faults.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
import type { Reply } from './reply.ts'

/** Answers the emulator's own paths below `/__emulator`, files aside. */
export function answerControl(context: Context, incoming: Incoming): Reply {
  const route = `${incoming.method} ${incoming.path.replace(/^\/__emulator\/?/, '')}`
  if (route === 'GET ledger') return json(200, report(context))
  if (route === 'GET faults') return json(200, { faults: context.faults.faults })
  if (route === 'PUT faults') return putFaults(context, incoming)
  if (route === 'POST reset') {
    context.memory?.clear()
    context.state = newState(context.settings, context.random, context.state.ids.next)
    return json(200, { reset: true })
  }
  return json(404, { error: 'the emulator has GET ledger, POST reset, GET and PUT faults, and files' })
}

function putFaults(context: Context, incoming: Incoming): Reply {
  const value = incoming.body.kind === 'json' ? incoming.body.value : undefined
  const list = typeof value === 'object' && value !== null && 'faults' in value ? value['faults'] : value
  try {
    context.faults.set(readFaults(list, Object.keys(context.model.table.operations)))
    return json(200, { faults: context.faults.faults })
  } catch (error) {
    if (error instanceof ScenarioError) return json(400, { error: error.message, mistakes: error.mistakes })
    throw error
  }
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: `${JSON.stringify(value, undefined, 2)}\n` }
}
