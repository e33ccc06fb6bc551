import type { Explanations } from './explanation.ts'

/** Mistakes of a manifest and its files. `validate` lists them all, each with its place; nothing is sent until they are corrected. */
export const MANIFEST_CODES: Explanations = {
  'bad-file': {
    meaning:
      'A file to upload is empty, too large or too long, or its name or content is of a type that the provider does not accept; or a file that `file(...)` reads is empty, too large or not a text.',
    remedy: 'Use a file that fits the limit in the message; `shotlist describe provider/operation` lists what the field accepts.',
  },
  'bad-name': {
    meaning: 'A name contains characters that are not allowed there, or is used already.',
    remedy: 'Use letters, digits, `_` and `-`, beginning with a letter.',
  },
  'bad-path': {
    meaning: 'A path is absolute, leaves its folder, or contains characters that some operating systems do not allow.',
    remedy:
      "Write a relative path with forward slashes, below the manifest's folder; outputs are below `output_dir`. A path of an input may begin with `../`, up to the folder that has the `.git`.",
  },
  'bad-encoding': {
    meaning: 'A table contains bytes that are not valid in its encoding, so prompts would contain wrong characters.',
    remedy: 'Save the table as UTF-8, or name its encoding: `foreach: { file: products.csv, encoding: windows-1252 }`.',
  },
  'bad-request': {
    meaning: 'The request breaks a rule of the operation: a missing field, a value out of range, fields that exclude each other.',
    remedy: 'Change the fields the message names. `shotlist describe provider/operation` lists fields and rules.',
  },
  'bad-table': {
    meaning: 'The file of `foreach` cannot be read as rows.',
    remedy: 'CSV and sheets need column names in their first line; JSON, JSON Lines and YAML need one mapping for each row.',
  },
  'bad-url': { meaning: 'An address cannot be fetched.', remedy: 'Write a complete address that begins with https://.' },
  contradiction: { meaning: 'Two settings of a job contradict each other.', remedy: 'Remove one of them.' },
  cycle: {
    meaning: 'Jobs wait for each other in a circle, so that none can start; the message shows the circle.',
    remedy: 'Remove one of the references or `needs` in it.',
  },
  deprecated: {
    meaning: 'The provider is going to remove this operation.',
    remedy: 'Change to the operation that its description names, while both work.',
  },
  document: {
    meaning: "A provider's document of your own has mistakes. Beside an overlay, the vendor's own mistakes that do no harm are a warning.",
    remedy:
      'Correct them; `shotlist-codegen check FILE` lists them. In an overlay, an action with `remove: true` removes what a warning is about.',
  },
  'misplaced-optional': {
    meaning: '`optional(...)` stands where there is no field that it could leave out: in a text, in a condition, or outside of `with`.',
    remedy: "Make it the whole value of a field: `seed: ${{ optional(row.seed) }}`. Elsewhere write `default(row.seed, '...')`.",
  },
  'dropped-cell': {
    meaning: 'A clip refers to a clip that the `if` of its job drops.',
    remedy: 'Give the job an `if` that drops the same cells, or make the other `if` keep the cell.',
  },
  'duplicate-key': {
    meaning: "A mapping has the same key twice, or one field both by the provider's name and by its common name.",
    remedy: 'Keep one of them.',
  },
  'duplicate-value': {
    meaning: 'Two cells, rows or values would make the same job.',
    remedy: 'Remove one, or give the rows of `foreach` a column whose values differ.',
  },
  empty: { meaning: 'A list or mapping that needs at least one entry is empty.', remedy: 'Add an entry, or remove the key.' },
  'env-is-key': {
    meaning:
      '`env` lists a variable whose name or value looks like a secret. Expressions may not read it, because it would go into requests and into the lockfile.',
    remedy:
      'Remove it from `env`: Shotlist reads API keys from the environment itself. If the value is not a secret, give the variable another name.',
  },
  'env-not-set': {
    meaning: 'An environment variable listed under `env` is not set.',
    remedy: 'Set it, or read it with `default(env.NAME, "...")`.',
  },
  'expression-syntax': {
    meaning: 'The text between `${{` and `}}` is not a valid expression.',
    remedy:
      'Join names with dots, put texts in quotes, call functions with parentheses: `${{ slug(matrix.ratio) }}`. Operators are == != < > <= >= && || and !.',
  },
  'foreign-variable': {
    meaning: "A provider's document of your own reads an environment variable that is not named after its id.",
    remedy: 'For the id acme, name the variables ACME_API_KEY (or ACME_API_TOKEN) and ACME_BASE_URL.',
  },
  'half-character': {
    meaning: 'A text contains half of a UTF-16 surrogate pair, which is not a character: a provider would read another one.',
    remedy: 'Write the character itself, or both halves.',
  },
  'missing-key': { meaning: 'A required key is missing in the manifest.', remedy: 'Add the key that the message names.' },
  'no-cell': {
    meaning: 'An entry of `include` or `exclude` matches no cell of the matrix, or has a value that its axis has with another type.',
    remedy: 'Write the values as the axes have them, with the same type: `2` is a number, `"2"` is a text.',
  },
  'no-file': {
    meaning: 'A file does not exist, or is a folder.',
    remedy: "Check the path: it is relative to the manifest's folder.",
  },
  'not-utf8': {
    meaning: 'A text file is not UTF-8, so prompts would contain wrong characters.',
    remedy: 'Save the file as UTF-8. The place in the message is the first byte that is not valid.',
  },
  'no-manifest': {
    meaning: 'The manifest does not exist or cannot be read.',
    remedy: 'Name it (`shotlist plan launch.yaml`), change to its folder, or write a first one with `shotlist init`.',
  },
  'no-matrix': {
    meaning: 'A job uses the cells of another job that has neither `matrix` nor `foreach`.',
    remedy: 'Refer to a job with `matrix` or `foreach`.',
  },
  'no-output': {
    meaning: 'A job that makes no file has an `output`, or a job that makes a file has none.',
    remedy: 'Remove or add `output`.',
  },
  'no-provider': {
    meaning: 'The manifest does not say which provider renders a job.',
    remedy: 'Write `uses: provider/operation`, or set `defaults.provider`.',
  },
  'no-takes': { meaning: 'A job uses the takes of another job that has no `takes`.', remedy: 'Refer to a job with `takes`.' },
  'local-url': {
    meaning: 'The provider fetches this URL itself, and its host exists only on this machine or in its network.',
    remedy: 'Put the file at a public address, or write `{ file: path }` if the field accepts a file.',
  },
  'no-upload': {
    meaning: 'The field accepts no file, because the provider has no upload for it.',
    remedy: 'Write an id or a public URL, or use another field.',
  },
  'no-url': { meaning: 'The upload of this field accepts only files.', remedy: 'Write `{ file: path }`.' },
  'not-a-job': {
    meaning: 'The operation does not start a task: it responds at once, or is an upload.',
    remedy: 'Run it with `shotlist call`. Jobs upload their files automatically.',
  },
  'not-an-expression': {
    meaning:
      'A text looks like an expression of another tool, and Shotlist sends it to the provider unchanged; or a file that `file(...)` reads contains `${{`, and expressions in files are not evaluated.',
    remedy: "Write `${{ vars.name }}`; in a file, write `{0}`, and fill it in with `format(file('...'), vars.name)`.",
  },
  'not-yet-known': {
    meaning: 'An expression that is needed before the run starts uses a value that is only known when another job has ended.',
    remedy: 'Use the value in `with`, but not in file names, axes or uploads.',
  },
  'only-public-urls': {
    meaning: 'The provider downloads the file of this field itself, and has no upload for it.',
    remedy: 'Put the file where the provider can download it, and write its URL.',
  },
  'other-provider': {
    meaning: 'A job uses the id of a clip of another provider. An id is valid only at the provider that returned it.',
    remedy: 'Use the same provider for both jobs, or use the URL of the clip.',
  },
  'out-of-range': {
    meaning: 'A number or a duration is too small or too large.',
    remedy: 'Choose a value in the range that the message names.',
  },
  'output-collision': {
    meaning: 'Two clips would be written to the same file.',
    remedy: 'Make the names differ, with `${{ matrix... }}`, `${{ row... }}` or `${{ take }}`.',
  },
  'outside-project': {
    meaning:
      'The manifest, or a file or folder that it names, is outside its project, perhaps through a link. Nothing is read, sent or written there.',
    remedy: 'Move the file into the project: the nearest parent folder with a `.git`, otherwise the folder of the manifest.',
  },
  overlay: {
    meaning: 'A provider has an `overlay` without the document that it changes.',
    remedy: 'Name the document: `spec: ./openapi.yaml`.',
  },
  'private-file': {
    meaning:
      'The manifest, or a file that it names, is in a place for keys, histories or the state of Shotlist (`.git`, `.shotlist`, `.env`, `.ssh`, ...), which is never sent to a provider.',
    remedy: 'Move the file to another folder of the project.',
  },
  'shipped-id': {
    meaning: "A document of your own has the id of one of Shotlist's providers, and sends its requests to other hosts.",
    remedy: 'Give it another id. To reach one of these providers at another address, set its BASE_URL variable.',
  },
  'too-large': {
    meaning: 'A file, or the value of an expression, is larger than the limit for manifests.',
    remedy: 'Split the file; look for variables that repeat each other.',
  },
  'too-many': {
    meaning: 'The manifest makes more clips than one run can hold, or a clip waits for too many other clips.',
    remedy: 'Make the matrix smaller, let a job need fewer others, or split the manifest.',
  },
  'unknown-axis': {
    meaning: '`include` or `exclude` names an axis that the matrix does not have.',
    remedy: 'Use the names of the axes in `matrix`.',
  },
  'unknown-field': { meaning: 'The operation has no such field.', remedy: '`shotlist describe provider/operation` lists its fields.' },
  'unknown-job': { meaning: 'The manifest has no job of this name.', remedy: 'Check the spelling; the message names the nearest one.' },
  'unknown-key': { meaning: 'A manifest has no such key at this place.', remedy: 'Check the spelling and the indentation.' },
  'unknown-name': {
    meaning: 'An expression uses a name that does not exist.',
    remedy: 'Use `vars`, `env`, `matrix`, `row`, `take`, `job` or `jobs.<id>.outputs`.',
  },
  'unknown-operation': { meaning: 'The provider has no such operation.', remedy: '`shotlist describe provider` lists its operations.' },
  'unknown-output': {
    meaning: 'The operation of that job has no such output.',
    remedy: '`shotlist describe provider/operation` lists its outputs.',
  },
  'unknown-provider': {
    meaning: 'Shotlist and the manifest have no provider of this name.',
    remedy: '`shotlist providers` lists those that exist. Add one of your own under `providers`, with its `spec`.',
  },
  'unknown-region': { meaning: 'The provider has no such region.', remedy: '`shotlist describe provider` lists its regions.' },
  'unknown-value': {
    meaning: 'The value is not in the list of known values.',
    remedy:
      "Choose a value from the list. A model that is newer than the provider's document is sent anyway; `--allow-unknown` hides the warning.",
  },
  'useless-key': { meaning: 'A setting has no effect at this place.', remedy: 'Remove it, or add the setting that it needs.' },
  version: { meaning: 'The `version` of the manifest is not 1, the only version of the format.', remedy: 'Write `version: 1`.' },
  'which-cell': {
    meaning: 'A job refers to a job with several clips, and the reference does not say which clip.',
    remedy: 'Give the job the same cells (`matrix: ${{ jobs.<id>.matrix }}`), or refer to a job with one clip.',
  },
  'wrong-type': {
    meaning: 'A value has the wrong type.',
    remedy: 'Write a value of the type that the message names. Write numbers, `true` and `false` without quotes.',
  },
  'yaml-alias': { meaning: 'An alias refers to an anchor that is not defined before it.', remedy: 'Define the anchor first.' },
  'yaml-aliases': {
    meaning: 'The aliases of the file expand to more values than allowed.',
    remedy: 'Use fewer aliases, above all aliases within aliases.',
  },
  'yaml-key': {
    meaning: 'A key is not a plain text, or `<<` merges a value that is not a mapping.',
    remedy: 'Write keys as plain texts; merge only mappings.',
  },
  'yaml-syntax': {
    meaning: 'The file is not valid YAML.',
    remedy: 'Check the marked place and the line before it: indentation, a missing colon or quote.',
  },
  'yaml-too-deep': { meaning: 'The file has more levels of nesting than allowed.', remedy: 'Use fewer levels.' },
}
