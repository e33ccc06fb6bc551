/** Names of devices on Windows, with any ending. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(\.|$))/i

/** Folders whose files programs act on, or that are Shotlist's own. */
const taken = /^(\.git|\.shotlist|node_modules)$/i

/** Names of manifests and lockfiles, which no clip takes the place of. */
const manifest = /\.ya?ml$/i

/**
 * Why a path is none that every system takes, and what to write instead; undefined where it is one. A campaign is rendered on one machine and
 * opened on others.
 */
export function checkOutputName(path: string): { readonly problem: string; readonly instead: string } | undefined {
  const segments = path.split('/')
  const problem = segments.map(problemOf).find((found) => found !== undefined)
  return problem === undefined ? undefined : { problem, instead: segments.map(portable).join('/') }
}

/** Whether a path is the place of a manifest, of a lockfile, or in a folder that programs keep their own files in. */
export const isTaken = (path: string): boolean => manifest.test(path) || path.split(/[/\\]/).some((segment) => taken.test(segment))

function problemOf(segment: string): string | undefined {
  if (taken.test(segment)) return `lies in \`${segment}\`, where no clips belong`
  if (manifest.test(segment)) return 'ends as manifests and lockfiles do'
  const sign = /[<>:"|?*]/.exec(segment)?.[0]
  if (sign !== undefined) return `has \`${sign}\` in it, which Windows does not take`
  if (device.test(segment)) return `has a part that is the name of a device on Windows (${device.exec(segment)?.[0]})`
  return /[. ]$/.test(segment) ? 'has a part that ends in a dot or a space, which Windows leaves out' : undefined
}

function portable(segment: string): string {
  const plain = segment
    .replace(manifest, '.mp4')
    .replaceAll(/[<>:"|?*]+/g, '-')
    .replace(/[. ]+$/, '')
  if (taken.test(segment)) return 'clips'
  return plain === '' ? '-' : plain.replace(device, 'clip-$1')
}
