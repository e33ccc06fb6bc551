export const run = (): string => 'nothing'
