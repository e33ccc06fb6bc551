import { UsageError } from '../../../errors/usage-error.ts'
import { secretVariable } from '../../../manifest/catalog/secret-variable.ts'
import type { Plan } from '../../../plan/plan.ts'
import { serveWebhooks } from '../../../run/webhooks/serve-webhooks.ts'
import { WebhookInbox } from '../../../run/webhooks/webhook-inbox.ts'
import { portProblem } from '../../port-problem.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'

type Options = { readonly plan: Plan; readonly options: VerbOptions }

/**
 * Runs `work` with a receiver of webhooks, where the options ask for one; it is gone when `work` has ended.
 *
 * @throws {UsageError} before `work` begins: the port cannot be had, or nobody could deliver there
 */
export async function withWebhooks<T>(
  context: VerbContext,
  { plan, options }: Options,
  work: (inbox: WebhookInbox | undefined) => Promise<T>,
): Promise<T> {
  const { webhookPort: port, webhookHost: host, webhookUrl: publicUrl } = options
  if (typeof port !== 'number') {
    if (publicUrl === undefined && host === undefined) return work(undefined)
    const given = publicUrl === undefined ? '--webhook-host' : '--webhook-url'
    throw new UsageError(`${given} says where deliveries come in, and nothing takes them`, { hint: 'Add --webhook-port.' })
  }
  const inbox = openInbox(context, plan, publicUrl)
  const server = await serveWebhooks(inbox.handlers, { port, ...(typeof host === 'string' && { host }) }).catch((error: unknown) => {
    throw portProblem(error, 'Choose another --webhook-port.') ?? error
  })
  try {
    return await work(inbox)
  } finally {
    await server.close()
    const { refused } = inbox
    if (refused !== undefined) context.stderr.write(`Webhooks that were refused: ${refused.count}. ${refused.why}\n`)
  }
}

function openInbox({ env, hide }: VerbContext, plan: Plan, publicUrl: unknown): WebhookInbox {
  const providers = Object.values(plan.providers)
  const secretOf: ConstructorParameters<typeof WebhookInbox>[0]['secretOf'] = ({ model: { table } }) => {
    const secret = env[secretVariable(table)]?.trim()
    if (secret !== undefined) hide(secret)
    return secret
  }
  const inbox = new WebhookInbox({ providers, secretOf, ...(typeof publicUrl === 'string' && { publicUrl }) })
  hide(inbox.token)
  if (inbox.handlers.size > 0) return inbox
  const needed = providers.flatMap(({ model: { table } }) =>
    table.webhooks === undefined
      ? []
      : `${table.title}: ${table.webhooks.signature ? `set ${secretVariable(table)}` : 'add --webhook-url'}`,
  )
  throw new UsageError('--webhook-port: no provider of this manifest can deliver there', {
    hint: needed.length === 0 ? 'None of them has webhooks; leave it out.' : `${[...new Set(needed)].join('; ')}.`,
  })
}
