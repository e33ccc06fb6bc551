import type { Explanations } from './explanation.ts'

/** Mistakes of a manifest, and of the files it names. `validate` lists them all, each with its place; nothing is sent before they are mended. */
export const MANIFEST_CODES: Explanations = {
  'bad-file': {
    meaning:
      'A file that is to be uploaded is empty, too large, too long, or of a type the provider does not take, by its name or by its content.',
    remedy: 'Give a file as the message says; `shotlist describe` tells what the field takes.',
  },
  'bad-name': {
    meaning: 'A name has characters that names of this kind cannot have, or is taken.',
    remedy: 'Use letters, digits, `_` and `-`, beginning with a letter.',
  },
  'bad-path': {
    meaning: 'A path is absolute, leaves its folder, or has characters that not every system takes.',
    remedy: "Write a relative path with forward slashes, below the manifest's folder; outputs lie below `output_dir`.",
  },
  'bad-request': {
    meaning: 'The request breaks a rule of the operation: a missing field, a value out of its range, fields that exclude each other.',
    remedy: 'Change the fields the message names. `shotlist describe provider/operation` lists fields and rules.',
  },
  'bad-table': {
    meaning: 'The file of `foreach` cannot be read as rows.',
    remedy: 'CSV needs a first line of column names; JSON, JSON Lines and YAML need mappings, one a row.',
  },
  'bad-url': { meaning: 'An address is none that can be fetched.', remedy: 'Write a whole address that begins with https://.' },
  contradiction: { meaning: 'Two settings of a job contradict each other.', remedy: 'Remove one of them.' },
  cycle: {
    meaning: 'Jobs wait for each other in a circle; the message shows the way round.',
    remedy: 'Remove one of the references or `needs` on that way.',
  },
  deprecated: { meaning: 'The provider gives this operation up.', remedy: 'Move to the operation its description names, while both work.' },
  document: { meaning: "A provider's document of your own has mistakes.", remedy: 'Mend them; `shotlist-codegen check FILE` lists them.' },
  'duplicate-key': {
    meaning: 'A key stands twice in one mapping, or once under its own and once under its common name.',
    remedy: 'Keep one of them.',
  },
  'duplicate-value': {
    meaning: 'Two cells, rows or values would make the same job.',
    remedy: 'Remove one, or give `foreach` a column that tells the rows apart.',
  },
  empty: { meaning: 'Something that must hold at least one entry is empty.', remedy: 'Add an entry, or remove the key.' },
  'env-is-key': {
    meaning:
      '`env` lists a variable that holds a secret, as its name or its value tells. Expressions may not read it: it would go into requests and into the lockfile.',
    remedy: 'Take it out of `env`. Shotlist takes keys from the environment by itself; give what is no secret under another name.',
  },
  'env-not-set': {
    meaning: 'An environment variable listed under `env` is not set.',
    remedy: 'Set it, or read it with `default(env.NAME, "...")`.',
  },
  'expression-syntax': {
    meaning: 'What stands between `${{` and `}}` cannot be read.',
    remedy: 'Names are joined by dots, texts are in quotes, functions have parentheses: `${{ slug(matrix.ratio) }}`.',
  },
  'foreign-variable': {
    meaning: "A provider's document of your own reads a variable of the environment that is not its own.",
    remedy: 'Name its variables after its id: ACME_API_KEY (or ACME_API_TOKEN) and ACME_BASE_URL for the id acme.',
  },
  'half-character': {
    meaning: 'A text has half of a UTF-16 pair in it, which is no character: a provider would read another one.',
    remedy: 'Write the character itself, or both halves.',
  },
  'no-cell': {
    meaning: 'An entry of `include` or `exclude` fits no cell of the matrix, though it seems to be meant to.',
    remedy: 'Use the values as the axes have them, in their type: `2` is a number, `"2"` a text.',
  },
  'no-file': { meaning: 'A file is not there, or is a folder.', remedy: "Paths are relative to the manifest's folder." },
  'not-utf8': {
    meaning: 'A text file is not UTF-8. Read all the same, other characters than were written would go into prompts.',
    remedy: 'Save the file as UTF-8; the place is that of the first byte which is none.',
  },
  'no-manifest': {
    meaning: 'The manifest cannot be read.',
    remedy: 'Name it (`shotlist plan launch.yaml`), go to its folder, or write a first one with `shotlist init`.',
  },
  'no-matrix': { meaning: 'A job asks for the cells of another job that has none.', remedy: 'Refer to a job with `matrix` or `foreach`.' },
  'no-output': {
    meaning: 'A job that makes no file has an `output`, or one that makes a file needs one.',
    remedy: 'Add or remove `output`.',
  },
  'no-provider': {
    meaning: 'It is not said which provider renders a job.',
    remedy: 'Write `uses: provider/operation`, or set `defaults.provider`.',
  },
  'no-takes': { meaning: 'A job asks for the takes of another job that has none.', remedy: 'Refer to a job with `takes`.' },
  'no-upload': { meaning: 'The field takes no file.', remedy: 'Give an id or a public URL, or another field.' },
  'no-url': { meaning: 'The upload of this field takes files only.', remedy: 'Give `{ file: path }`.' },
  'not-a-job': {
    meaning: 'The operation starts no task: it answers at once, or takes an upload.',
    remedy: 'Use `shotlist call` for it. Uploads happen by themselves.',
  },
  'not-an-expression': {
    meaning: 'A text looks like an expression of another tool, and goes to the provider as it is written.',
    remedy: 'Write `${{ vars.name }}`.',
  },
  'not-yet-known': {
    meaning: 'An expression needs a value before anything runs, and it is only known when another job has ended.',
    remedy: 'Use it in `with`, where it may come late; not in file names, axes or uploads.',
  },
  'only-public-urls': {
    meaning: 'The provider fetches this field itself, and takes no upload for it.',
    remedy: 'Put the file where the provider can reach it, and give its URL.',
  },
  'other-provider': {
    meaning: 'A job builds on a clip of another provider. Ids hold only where they were given out.',
    remedy: 'Let both jobs use the same provider, or hand the clip on by its URL.',
  },
  'out-of-range': {
    meaning: 'A number or a duration is smaller or greater than it may be.',
    remedy: 'Choose one within the range the message names.',
  },
  'output-collision': {
    meaning: 'Two jobs would write the same file.',
    remedy: 'Tell the names apart, with `${{ matrix... }}`, `${{ row... }}` or `${{ take }}`.',
  },
  'outside-project': {
    meaning:
      'The manifest leads out of its project by a link, or a file or a folder that it names lies outside: nothing is read, sent or written there.',
    remedy: 'Put the file itself into the project: the nearest folder upwards with a `.git`, else the folder of the manifest.',
  },
  'private-file': {
    meaning:
      'The manifest, or a file that it names, lies where keys, histories or the state of Shotlist are kept (`.git`, `.shotlist`, `.env`, `.ssh`, ...).',
    remedy: 'Put what is sent to a provider elsewhere in the project.',
  },
  'shipped-id': {
    meaning: 'A document of your own takes the id of a provider that ships, and sends its requests to other hosts.',
    remedy: "Give it another id; to reach a provider that ships at another address, set the provider's BASE_URL variable.",
  },
  'too-large': {
    meaning: 'A file, or what an expression comes to, is larger than a manifest can reasonably use.',
    remedy: 'Split the file; look for variables that multiply one another.',
  },
  'too-many': {
    meaning: 'The manifest comes to more jobs than one run can reasonably hold.',
    remedy: 'Make the matrix smaller, or split the manifest.',
  },
  'unknown-axis': { meaning: '`include` or `exclude` names an axis that the matrix does not have.', remedy: 'Use the names of the axes.' },
  'unknown-field': { meaning: 'The operation has no such field.', remedy: '`shotlist describe provider/operation` lists them.' },
  'unknown-job': { meaning: 'There is no job of this name.', remedy: 'Check the spelling; the message names the nearest one.' },
  'unknown-key': { meaning: 'A manifest has no such key here.', remedy: 'Check the spelling and the indentation.' },
  'unknown-name': {
    meaning: 'An expression uses a name that nothing has.',
    remedy: 'There are `vars`, `env`, `matrix`, `row`, `take`, `job` and `jobs.<id>.outputs`.',
  },
  'unknown-operation': { meaning: 'The provider has no such operation.', remedy: '`shotlist describe provider` lists them.' },
  'unknown-output': {
    meaning: 'The operation of that job has no such output.',
    remedy: '`shotlist describe provider/operation` lists its outputs.',
  },
  'unknown-provider': {
    meaning: 'There is no such provider.',
    remedy: '`shotlist providers` lists those that ship; one of your own is named under `providers`, with its `spec`.',
  },
  'unknown-region': { meaning: 'The provider has no such region.', remedy: '`shotlist describe provider` lists its regions.' },
  'unknown-value': {
    meaning: 'The value is none of those that are known here.',
    remedy: "Choose a known one. A model newer than the provider's document is sent all the same; `--allow-unknown` drops the warning.",
  },
  'useless-key': { meaning: 'A setting does nothing where it stands.', remedy: 'Remove it, or add what it needs.' },
  version: { meaning: 'The manifest does not begin with the version of its format.', remedy: 'Write `version: 1`.' },
  'which-cell': {
    meaning: 'A job refers to one that has several clips, and it is not clear which of them is meant.',
    remedy: 'Give the job the same cells (`matrix: ${{ jobs.<id>.matrix }}`), or refer to a job with one clip.',
  },
  'wrong-type': {
    meaning: 'A value is of another type than is expected here.',
    remedy: 'Write one of the type the message names. Numbers and switches stand without quotes.',
  },
  'yaml-alias': { meaning: 'An alias refers to an anchor that does not come before it.', remedy: 'Define the anchor first.' },
  'yaml-aliases': { meaning: 'The aliases of the file expand to too many values.', remedy: 'Repeat less.' },
  'yaml-key': { meaning: 'A key is no plain text, or `<<` merges something that is no mapping.', remedy: 'Write keys as plain texts.' },
  'yaml-syntax': {
    meaning: 'The file is no good YAML.',
    remedy: 'Look at the marked place and the line before it: indentation, a missing colon or quote.',
  },
  'yaml-too-deep': { meaning: 'The file is nested too deeply.', remedy: 'Flatten it.' },
}
