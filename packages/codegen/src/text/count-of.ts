/** `1 document`, `12,000 documents`. */
export function countOf(count: number, noun: string): string {
  return `${String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')} ${noun}${count === 1 ? '' : 's'}`
}
