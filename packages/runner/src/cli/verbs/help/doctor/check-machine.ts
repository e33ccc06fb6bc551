import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { ownPackage } from '../../../../errors/own-package.ts'
import { usesProxies } from '../../../../files/connections/pooled-fetch.ts'
import type { VerbContext } from '../../../verb.ts'
import type { Check } from './check.ts'

/** Checks versions, programs and proxy variables. */
export function checkMachine({ env }: Pick<VerbContext, 'env'>): readonly Check[] {
  return [
    { check: 'shotlist', status: 'ok', message: `version ${ownPackage.version}` },
    // The command does not start on a version that is too old.
    { check: 'node', status: 'ok', message: `version ${process.versions.node} (needed: ${ownPackage.nodeRange})` },
    checkProgram('ffmpeg', env),
    checkProgram('ffprobe', env),
    ...proxyChecks(env),
  ]
}

function checkProgram(name: string, env: VerbContext['env']): Check {
  const { stdout, error, status } = spawnSync(name, ['-version'], {
    // Windows looks for programs in the current folder first, which may hold those of others.
    cwd: dirname(process.execPath),
    env: { ...env },
    encoding: 'utf8',
    timeout: 10_000,
  })
  const version = /^\S+ version (\S+)/.exec(stdout ?? '')?.[1]
  if (version !== undefined) return { check: name, status: 'ok', message: `version ${version}` }
  const reason =
    error === undefined ? `it ends with status ${status}` : 'code' in error && error.code === 'ENOENT' ? undefined : error.message
  return {
    check: name,
    status: 'warning',
    message: reason === undefined ? 'it is not on the PATH' : `it does not start: ${reason}`,
    hint: `Providers need no ffmpeg; steps and checks on this machine do. ${INSTALL[process.platform] ?? 'Install the ffmpeg of your system'}.`,
  }
}

const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Install it with `brew install ffmpeg`',
  win32: 'Install it with `winget install ffmpeg`',
  linux: 'Install the package `ffmpeg`, for example with `sudo apt install ffmpeg`',
}

/** Node uses proxies only if it is told to, which is easy to miss. */
function proxyChecks(env: VerbContext['env']): readonly Check[] {
  const name = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((each) => (env[each] ?? '') !== '')
  if (name === undefined) return []
  // A proxy's address may hold a password.
  const host = URL.parse(env[name] ?? '')?.host
  if (host === undefined)
    return [{ check: 'proxy', status: 'problem', message: `${name} is not a web address`, hint: 'Use the form http://HOST:PORT.' }]
  if (usesProxies) return [{ check: 'proxy', status: 'ok', message: `requests go through ${host} (${name})` }]
  return [
    {
      check: 'proxy',
      status: 'warning',
      message: `${name} is set, and Node does not use it`,
      hint: 'Set NODE_USE_ENV_PROXY=1 if requests must go through the proxy.',
    },
  ]
}
