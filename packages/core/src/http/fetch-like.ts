/** The part of the standard `fetch` that is used: replace it to pool connections, to record, to test. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>
