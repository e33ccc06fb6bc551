/** What is generated, and where; all paths are relative to the folder that generation runs in, with forward slashes. */
export type Targets = {
  /** Folder with one folder of TypeScript for each provider. */
  readonly clients: string
  /** What the clients import the runtime from: a package's name, or the path of a module (ending in `.ts`). */
  readonly runtime: string
  /** Ending of imports between generated files. */
  readonly importEnding: '.ts' | '.js'
  /** Folder with the model of each provider as JSON. */
  readonly catalog?: string
  /** File of the JSON Schema of manifests. */
  readonly manifestSchema?: string
  /** Folder of the reference pages. */
  readonly reference?: string
  /** What a person runs to generate all this again; stands in the first line of every file. */
  readonly command: string
}
