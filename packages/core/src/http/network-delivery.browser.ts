import type { deliveryOf as known } from './network-delivery.ts'

/** Browsers tell nothing of why a `fetch` failed: the request may always have reached its server. Stands in for `network-delivery.ts` in their bundles. */
export const deliveryOf: typeof known = () => 'maybe'
