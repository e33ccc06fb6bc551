import { ownPackage } from '../errors/own-package.ts'

/** Workers take only work of their own version, because another one may understand an order in another way. */
export const FLEET_VERSION = `shotlist ${ownPackage.version}`

/** The application by which DBOS tells the work of a fleet from other work in the same database. */
export const FLEET_APPLICATION = 'shotlist'

/** The queue of the runs of manifests. */
export const CAMPAIGN_QUEUE = 'campaigns'

/** The queue of an account's clips. A clip holds one of the account's slots as long as it is worked on. */
export function clipQueue(variable: string, account: string): string {
  return `clips/${variable}/${account}`
}

/**
 * The queue of the files of an account's finished tasks. They do not count among the tasks in flight. A worker without the account's key could
 * not ask for the address of a file again.
 */
export function fileQueue(variable: string, account: string): string {
  return `files/${variable}/${account}`
}

/** The name under which the journals of workers keep their records. A job there is a clip, by its key. */
export const FLEET_PROJECT = 'fleet'

/** The names of the workflows. */
export const WORKFLOWS = ['clip', 'file', 'campaign'] as const
