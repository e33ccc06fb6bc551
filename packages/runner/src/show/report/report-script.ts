import type { Report } from '@shotlist/review'

/** A report as the script that the page loads: pages from disk may load scripts, but nothing by `fetch`. */
export function reportScript(report: Report): string {
  // JSON is JavaScript, but for nothing: `</script>` and `<!--` only matter within HTML, and a file of its own is none.
  return `globalThis.SHOTLIST_REPORT = ${JSON.stringify(report)}\n`
}
