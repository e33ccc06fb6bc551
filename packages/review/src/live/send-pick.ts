import type { PickRequest } from '../contract/report.ts'

/** Asks the server to keep a pick. Returns what went wrong, in words; the page hears of the change as of any other. */
export async function sendPick(pick: PickRequest): Promise<string | undefined> {
  try {
    const response = await fetch('picks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pick),
    })
    if (response.ok) return undefined
    return await response.text()
  } catch {
    return 'The server is gone; start `shotlist ui` again.'
  }
}
