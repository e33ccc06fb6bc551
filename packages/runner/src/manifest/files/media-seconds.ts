/** Length of a clip or a sound, in seconds; undefined where none can be read from the file. */
export async function mediaSeconds(path: string): Promise<number | undefined> {
  // Loaded late: few manifests give files whose length matters.
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import('mediabunny')
  // What the reader remarks holds bytes of a foreign file.
  Logging.level = LogLevel.Silent
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) })
  try {
    return await input.computeDuration()
  } catch {
    return undefined
  } finally {
    input.dispose()
  }
}
