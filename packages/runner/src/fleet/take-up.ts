import { fenceDeadWorkers, forgetFenced } from '../store/postgres/fleet-worker.ts'
import type { Fleet } from './fleet.ts'
import { WORKFLOWS } from './queues.ts'

/**
 * Fences workers that have not been heard of, and puts their workflows into the queues again, before all others: their tasks are in flight and hold
 * slots of the accounts. Whoever fences may die before it has done so; the next worker that looks does it then.
 *
 * @returns the number of workflows
 * @throws {FleetDatabaseError}
 */
export async function takeUpDeadWork({ database, queue }: Pick<Fleet, 'database' | 'queue'>): Promise<number> {
  const dead = await fenceDeadWorkers(database)
  // Of a worker that has signed off there is no record.
  const left = await database.query(
    `UPDATE dbos.workflow_status SET priority = 0
      WHERE status = 'PENDING' AND name = ANY ($1) AND NOT EXISTS (SELECT FROM shotlist.workers WHERE id = executor_id AND NOT fenced)
      RETURNING workflow_uuid, queue_name`,
    [WORKFLOWS],
  )
  const byQueue = Map.groupBy(left, (row) => String(row['queue_name']))
  for (const [queueName, rows] of byQueue)
    await queue.resumeWorkflows(
      rows.map((row) => String(row['workflow_uuid'])),
      { queueName },
    )
  if (dead.length > 0) await forgetFenced(database, dead)
  return left.length
}
