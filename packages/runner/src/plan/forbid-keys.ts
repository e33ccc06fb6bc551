import type { IssueList } from '../manifest/issue-list.ts'
import type { Place } from '../manifest/yaml/node.ts'

/** Words in names of secrets: long words anywhere in a name, short ones only as a part between `_`. */
const SECRET =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|(^|_)((API)?KEYS?|AUTH|AUTHORIZATION|DSN|PASS|PAT|COOKIE)(_|$)|_PWD$/i

/** Variables that GitHub Actions sets for its own steps: tokens, and the addresses they are for. */
const RUNNER = /^(GITHUB|ACTIONS)_/i
/** The ones among them that only describe the build. */
const HARMLESS =
  /^GITHUB_(SHA|REF|REF_NAME|REF_TYPE|HEAD_REF|BASE_REF|RUN_ID|RUN_NUMBER|RUN_ATTEMPT|REPOSITORY|REPOSITORY_ID|REPOSITORY_OWNER|ACTOR|EVENT_NAME|JOB|WORKFLOW|SERVER_URL)$/

/** Shortest secret that is searched for: shorter values appear in others by chance. */
const MIN_SECRET_LENGTH = 8

type Environment = Readonly<Record<string, string | undefined>>

/** Whether the name of a variable says that it holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** The values of the variables whose names say that they hold a secret. */
export function secretsIn(env: Environment): readonly string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    SECRET.test(name) && value.trim().length >= MIN_SECRET_LENGTH ? value.trim() : [],
  )
}

/**
 * Reports listed variables that hold a secret, by their names or values. Expressions put what they read into requests, and requests are
 * written to the lockfile, which is committed.
 *
 * @param listed the variables that the manifest lists, with their places
 * @param keys variables of a `.env` file, whose values are secrets as well
 */
export function forbidKeys(
  listed: ReadonlyMap<string, Place>,
  { env, keys, issues }: { readonly env: Environment; readonly keys: Environment; readonly issues: IssueList },
): void {
  if (listed.size === 0) return
  const secrets = [...secretsIn(env), ...secretsIn(keys)]
  for (const [name, place] of listed) {
    const problem = problemOf(name, (Object.hasOwn(env, name) ? env[name] : undefined) ?? '', secrets)
    if (problem === undefined) continue
    issues.add(place, {
      code: 'env-is-key',
      message: `\`${name}\` ${problem}, and expressions may not read it`,
      hint: 'Expressions write what they read into requests and the lockfile. Shotlist reads API keys from the environment by itself. If this is not a secret, use another name.',
    })
  }
}

function problemOf(name: string, value: string, secrets: readonly string[]): string | undefined {
  if (SECRET.test(name) || (RUNNER.test(name) && !HARMLESS.test(name))) return 'has the name of a secret'
  if (/[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i.test(value)) return 'holds an address with a user or a password in it'
  return secrets.some((secret) => value.includes(secret)) ? 'holds the value of a key' : undefined
}
