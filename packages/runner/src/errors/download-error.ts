import { RunnerError } from './runner-error.ts'

/**
 * A result could not be downloaded. `missing`: the finished task names none; `gone`: its URL is refused or no longer there, and another one must be
 * asked for; `broken`: what came is not whole, or not what it should be; `unreachable`: the file host did not answer as it should, time and again;
 * `endless`: it is larger, or takes longer, than any clip; `refused`: the address is not one to go to;
 * `uninspected`: it came, and inspecting it takes too long or too much memory.
 */
export class DownloadError extends RunnerError {
  readonly code = 'download'
  readonly reason: 'missing' | 'gone' | 'broken' | 'unreachable' | 'endless' | 'refused' | 'uninspected'

  constructor(reason: DownloadError['reason'], message: string, cause?: unknown) {
    super(message, {
      hint: reason === 'refused' ? REFUSED : 'The clip is paid for and kept at the provider: run again to fetch it.',
      cause,
    })
    this.reason = reason
  }
}

const REFUSED =
  'The clip is paid for and kept at the provider: ask its makers, or fetch it there. A provider in your own network has its address in <ID>_BASE_URL.'
