import createOpenapiClient, { type Client } from 'openapi-fetch'
import type { Engine } from './engine.ts'
import { rawBody } from './raw-body.ts'
import { sendRaw } from './send-raw.ts'

/** The openapi-fetch client of a document's `paths`. */
export type RawClient<Paths extends object> = Client<Paths>

/**
 * An openapi-fetch client that shares the engine's transport: key, trace header, time limits, exact integers and typed errors.
 * It is apart so that a bundle without it does not hold openapi-fetch.
 */
export const createRawClient = <Paths extends object>(engine: Engine): RawClient<Paths> =>
  createOpenapiClient<Paths>({ baseUrl: engine.baseUrl, fetch: (request) => sendRaw(engine, request), bodySerializer: rawBody })
