import type { Context } from '../provider/context.ts'
import { report } from '../provider/report.ts'
import { newState } from '../provider/state.ts'
import type { Incoming } from '../requests/incoming.ts'
import { readFaults } from '../scenario/read-faults.ts'
import { readWebhooks } from '../scenario/read-webhooks.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
import type { Reply } from './reply.ts'

/** Answers the emulator's own paths below `/__emulator`, files aside. */
export function answerControl(context: Context, incoming: Incoming): Reply {
  const route = `${incoming.method} ${incoming.path.replace(/^\/__emulator\/?/, '')}`
  if (route === 'GET ledger') return json(200, report(context))
  if (route === 'GET faults') return json(200, { faults: context.faults.faults })
  if (route === 'PUT faults') return put(() => putFaults(context, incoming))
  if (route === 'GET webhooks') return json(200, { webhooks: withoutSecrets(context) })
  if (route === 'PUT webhooks') return put(() => putWebhooks(context, incoming))
  if (route === 'POST reset') {
    context.memory?.clear()
    context.state = newState(context.settings, context.random, context.state.ids.next)
    return json(200, { reset: true })
  }
  return json(404, { error: 'the emulator has GET ledger, POST reset, GET and PUT faults and webhooks, and files' })
}

function putFaults(context: Context, incoming: Incoming): unknown {
  context.faults.set(readFaults(listed(incoming, 'faults'), Object.keys(context.model.table.operations)))
  return { faults: context.faults.faults }
}

function putWebhooks(context: Context, incoming: Incoming): unknown {
  context.webhooks.targets = readWebhooks(listed(incoming, 'webhooks'))
  return { webhooks: withoutSecrets(context) }
}

function withoutSecrets({ webhooks }: Context): Record<string, { readonly url: string }> {
  return Object.fromEntries(Object.entries(webhooks.targets ?? {}).map(([id, { url }]) => [id, { url }]))
}

/** What stands under the name, or the whole body. */
function listed({ body }: Incoming, name: string): unknown {
  const value = body.kind === 'json' ? body.value : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value) && name in value ? value[name] : value
}

function put(change: () => unknown): Reply {
  try {
    return json(200, change())
  } catch (error) {
    if (error instanceof ScenarioError) return json(400, { error: error.message, mistakes: error.mistakes })
    throw error
  }
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: `${JSON.stringify(value, undefined, 2)}\n` }
}
