/** The length of a clip or a sound in seconds; undefined if it cannot be read from the file. */
export async function mediaSeconds(path: string): Promise<number | undefined> {
  // Loaded late: few manifests name files whose length matters.
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import('mediabunny')
  // Log lines of the reader could contain bytes of a foreign file.
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
