import { expect, test } from 'vitest'
import { calledAs } from './called-as.ts'

function out(isTTY: boolean) {
  return { isTTY, write: () => undefined }
}

test.each([
  [{}, 'shotlist'],
  [{ npm_config_user_agent: 'npm/11.19.1 node/v24.21.0 linux x64 workspaces/false' }, 'npx shotlist'],
  [{ npm_config_user_agent: 'pnpm/12.21.0 npm/? node/? linux x64' }, 'pnpm exec shotlist'],
  [{ npm_config_user_agent: 'constructor/1' }, 'shotlist'],
  [{ npm_config_user_agent: 'npm/11', SHOTLIST_COMMAND: 'make clips' }, 'make clips'],
])('with %o the command to type is %s', (env, command) => {
  expect(calledAs({ env, stdout: out(true) })).toBe(command)
})

test('a log always says shotlist', () => {
  expect(calledAs({ env: { npm_config_user_agent: 'npm/11' }, stdout: out(false) })).toBe('shotlist')
})
