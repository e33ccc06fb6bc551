/**
 * The instants of a clip's way, in the order in which they come, as `crash-at.ts` names them. `in doubt`: nobody knows then whether the
 * submission left.
 */
export const INSTANTS = [
  { instant: 'before attempt:intended', is: 'before the intent' },
  { instant: 'after attempt:intended', is: 'intent written, nothing sent' },
  { instant: 'before attempt:sent', is: 'about to write that it leaves' },
  { instant: 'after attempt:sent', is: 'written that it leaves, nothing sent', isInDoubt: true },
  { instant: 'before submit', is: 'about to be sent', isInDoubt: true },
  { instant: 'after submit', is: 'sent, answer lost', isInDoubt: true },
  { instant: 'before attempt:answered', is: 'answer read, id not written', isInDoubt: true },
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
] as const satisfies readonly { readonly instant: string; readonly is: string; readonly isInDoubt?: true }[]
