import { open } from 'node:fs/promises'

/** Brings what was written of a file to the disk: renamed before that, it could be empty under its name after a power cut. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
