import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Whether Debian's ffmpeg is installed. If it is missing, tests fail in CI and are skipped elsewhere. */
export const hasFfmpeg = spawnSync('ffprobe', ['-version']).status === 0 || process.env['CI'] === 'true'

export type Probe = { readonly width: number; readonly height: number; readonly seconds: number; readonly codec: string }

/** The facts that ffprobe reports about a clip. */
export async function probe(file: string): Promise<Probe> {
  const { stdout } = await execute('ffprobe', [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=width,height,codec_name:format=duration',
    '-of',
    'json',
    file,
  ])
  const { streams, format } = JSON.parse(stdout) as {
    streams: { width: number; height: number; codec_name: string }[]
    format: { duration: string }
  }
  const [stream] = streams
  if (stream === undefined) throw new Error(`${file} has no picture`)
  return { width: stream.width, height: stream.height, codec: stream.codec_name, seconds: Number(format.duration) }
}

/** An MD5 of each picture of the first `seconds`, as decoded by ffmpeg. */
export async function pictureHashes(file: string, seconds: number): Promise<readonly string[]> {
  const { stdout } = await execute('ffmpeg', ['-v', 'error', '-t', String(seconds), '-i', file, '-an', '-f', 'framemd5', '-'], {
    maxBuffer: 1e8,
  })
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '')
}
