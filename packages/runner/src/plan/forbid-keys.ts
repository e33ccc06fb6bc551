import type { IssueList } from '../manifest/issue-list.ts'
import type { Place } from '../manifest/yaml/node.ts'

/** By such words programs name their secrets: anywhere in a name, and as a part of its own between `_`. */
const SECRET =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|(^|_)((API)?KEYS?|AUTH|AUTHORIZATION|DSN|PASS|PAT|COOKIE)(_|$)|_PWD$/i

/** What a CI system sets for its own steps: tokens, and the addresses that they open. */
const RUNNER = /^(GITHUB|ACTIONS)_/i
/** Those of them that say what is built, and nothing more. */
const HARMLESS =
  /^GITHUB_(SHA|REF|REF_NAME|REF_TYPE|HEAD_REF|BASE_REF|RUN_ID|RUN_NUMBER|RUN_ATTEMPT|REPOSITORY|REPOSITORY_ID|REPOSITORY_OWNER|ACTOR|EVENT_NAME|JOB|WORKFLOW|SERVER_URL)$/

/** Shorter values stand in others by chance. */
const SHORTEST = 8

type Environment = Readonly<Record<string, string | undefined>>

/** Values of the variables that hold a secret, as their names tell. */
export function secretsIn(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) => (SECRET.test(name) && value.trim().length >= SHORTEST ? value.trim() : []))
}

/**
 * Notes variables that hold a secret, as their names or their values tell. What an expression reads goes into requests, and with them into the
 * lockfile, which is committed.
 *
 * @param listed the variables that the manifest lists, with their places
 */
export function forbidKeys(listed: ReadonlyMap<string, Place>, { env, issues }: { env: Environment; issues: IssueList }): void {
  if (listed.size === 0) return
  const secrets = secretsIn(env)
  for (const [name, place] of listed) {
    const problem = problemOf(name, (Object.hasOwn(env, name) ? env[name] : undefined) ?? '', secrets)
    if (problem === undefined) continue
    issues.add(place, {
      code: 'env-is-key',
      message: `\`${name}\` ${problem}, which expressions may not read`,
      hint: 'What is read goes into requests and into the lockfile. Shotlist takes keys from the environment by itself; give what is no secret under another name.',
    })
  }
}

function problemOf(name: string, value: string, secrets: readonly string[]): string | undefined {
  if (SECRET.test(name) || (RUNNER.test(name) && !HARMLESS.test(name))) return 'has the name of a secret'
  if (/[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i.test(value)) return 'holds an address with a user or a password in it'
  return secrets.some((secret) => value.includes(secret)) ? 'holds the value of a key' : undefined
}
