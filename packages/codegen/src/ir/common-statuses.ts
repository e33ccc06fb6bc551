import type { ErrorRule } from '@shotlist/core/contract'

/** What a status means where the document says nothing else. Clients know it by themselves (`classify` of the runtime). */
export const commonStatuses: Readonly<Record<string, ErrorRule>> = {
  400: {
    class: 'invalid-request',
    meaning: 'the request is not valid',
    hint: 'read the message and check the fields',
    retry: false,
    billable: false,
  },
  401: {
    class: 'auth',
    meaning: 'the key is missing or not accepted',
    hint: 'check the key, and that it is one for this provider',
    retry: false,
    billable: false,
  },
  402: { class: 'quota', meaning: 'payment is required', hint: 'top up the account', retry: false, billable: false },
  403: {
    class: 'forbidden',
    meaning: 'the key may not do this',
    hint: 'check what the key and the plan allow',
    retry: false,
    billable: false,
  },
  404: {
    class: 'not-found',
    meaning: 'there is no such thing',
    hint: 'check the ids, and the base URL if it was replaced',
    retry: false,
    billable: false,
  },
  422: {
    class: 'invalid-request',
    meaning: 'the request is not valid',
    hint: 'read the message and check the fields',
    retry: false,
    billable: false,
  },
  429: { class: 'rate-limit', meaning: 'too many requests', hint: 'wait, as long as Retry-After says', retry: true, billable: false },
  500: { class: 'server', meaning: 'the provider failed', hint: 'try again later', retry: true, billable: false },
  502: { class: 'server', meaning: 'the provider failed behind its gateway', hint: 'try again later', retry: true, billable: false },
  503: { class: 'server', meaning: 'the provider is overloaded or down', hint: 'try again later', retry: true, billable: false },
  504: {
    class: 'server',
    meaning: 'the provider did not answer its gateway in time',
    hint: 'try again later',
    retry: true,
    billable: false,
  },
}
