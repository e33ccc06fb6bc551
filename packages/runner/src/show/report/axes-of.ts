import type { JobInstance } from '../../plan/plan.ts'

/** Its matrix cell, and its row by the name that stands in its id: `{ ratio: '16:9', row: 'AUR-500' }`. */
export function axesOf({ id, matrix, row }: JobInstance): Record<string, string> {
  const axes = Object.fromEntries(Object.entries(matrix).map(([axis, value]) => [axis, String(value)]))
  const name = row === undefined ? undefined : /[[,]row=([^,\]]*)/.exec(id)?.[1]
  return name === undefined
    ? axes
    : { ...axes, row: name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) }
}
