/**
 * The instants in the life of a clip, in order, as `crash-at.ts` names them. `isUncertain`: after a kill at this instant, nothing on disk
 * says whether the submission was sent.
 */
export const INSTANTS = [
  { instant: 'before attempt:intended', is: 'before the intent' },
  { instant: 'after attempt:intended', is: 'intent written, nothing sent' },
  { instant: 'before attempt:sent', is: 'about to record the sending' },
  { instant: 'after attempt:sent', is: 'sending recorded, nothing sent', isUncertain: true },
  { instant: 'before submit', is: 'about to be sent', isUncertain: true },
  { instant: 'after submit', is: 'sent, response lost', isUncertain: true },
  { instant: 'before attempt:answered', is: 'response read, id not written', isUncertain: true },
  { instant: 'after attempt:answered', is: 'id written' },
  { instant: 'before read', is: 'about to read' },
  { instant: 'after read', is: 'while reading' },
  { instant: 'before job:fetching', is: 'URL known, not written' },
  { instant: 'after job:fetching', is: 'URL known' },
  { instant: 'before download', is: 'about to download' },
  { instant: 'after download', is: 'mid-download' },
  { instant: 'after file:checked', is: 'whole and checked, not renamed' },
  { instant: 'before place', is: 'about to be renamed' },
  { instant: 'after place', is: 'renamed, not recorded' },
  { instant: 'before file:placed', is: 'about to be recorded' },
  { instant: 'after file:placed', is: 'file recorded' },
  { instant: 'after job:done', is: 'recorded' },
] as const satisfies readonly { readonly instant: string; readonly is: string; readonly isUncertain?: true }[]
