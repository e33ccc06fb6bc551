import { RunnerError } from './runner-error.ts'

/**
 * A result could not be downloaded. `missing`: the finished task names none; `gone`: its URL is refused or no longer there, and another one must be
 * asked for; `broken`: what came is not whole, or not what it should be; `unreachable`: the file host did not answer as it should, time and again;
 * `endless`: it is larger, or takes longer, than any clip.
 */
export class DownloadError extends RunnerError {
  readonly code = 'download'
  readonly reason: 'missing' | 'gone' | 'broken' | 'unreachable' | 'endless'

  constructor(reason: DownloadError['reason'], message: string, cause?: unknown) {
    super(message, { hint: 'The clip is paid for and kept at the provider: run again to fetch it.', cause })
    this.reason = reason
  }
}
