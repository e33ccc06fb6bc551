import type { ProviderTable } from '@shotlist/core/contract'

/** The environment variable with what a provider signs its deliveries with, named after that of its key: `PIXVERSE_WEBHOOK_SECRET`. */
export const secretVariable = ({ env }: Pick<ProviderTable, 'env'>): string =>
  `${env.key.replace(/_(?:API_)?(?:KEY|TOKEN)$/, '')}_WEBHOOK_SECRET`
