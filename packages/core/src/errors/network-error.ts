import { RequestError, type RequestFacts } from './request-error.ts'

/** The connection failed: refused, no such host, no valid certificate, broken off. */
export class NetworkError extends RequestError {
  declare readonly name: 'NetworkError'
  declare readonly code: 'network'
  /** `no`: the request surely never reached the provider. `maybe`: it may have, though no answer came. */
  declare readonly delivered: 'no' | 'maybe'

  constructor(
    request: RequestFacts,
    { delivered, reason, cause }: { readonly delivered: 'no' | 'maybe'; readonly reason: string; readonly cause: unknown },
  ) {
    const surely = delivered === 'no'
    super('network', `the ${surely ? 'provider could not be reached' : 'connection broke off'}: ${reason}`, request, {
      hint: surely ? 'Check the network and the base URL.' : undefined,
      cause,
      delivered,
    })
  }
}
