// Replaces `npm install`: links the workspace's packages that a page installs, and refuses all others.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

const [root = '', ...words] = process.argv.slice(2)
for (const name of words.filter((word) => !word.startsWith('-'))) {
  const target = join(root, 'packages', name === 'shotlist' ? 'runner' : name.replace('@shotlist/', ''))
  if (!/^(shotlist$|@shotlist\/)/.test(name) || !existsSync(join(target, 'package.json'))) {
    console.error(`there is no package ${name}`)
    process.exitCode = 1
    continue
  }
  const link = join('node_modules', name)
  rmSync(link, { force: true })
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(target, link)
}
