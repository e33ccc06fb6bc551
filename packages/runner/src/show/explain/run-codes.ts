import type { Explanations } from './explanation.ts'

/** What ends the command, or a job of a run. */
export const RUN_CODES: Explanations = {
  aborted: { meaning: 'The request was called off.', remedy: 'Run again to go on.' },
  'artifact-store': {
    meaning: 'The artifact store that machines share does not do what it should.',
    remedy:
      'Check `artifacts.s3`, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION. To do without it, and pay for what is only there: --without-store.',
    exit: 'usage',
  },
  'budget-blind': {
    meaning:
      'Clips have no known price in the unit of the budget, which therefore cannot hold them back, and --allow-unpriced submits them all the same.',
    remedy: 'Read the price at the provider; render such clips apart, with `--only`, and look at what they were charged.',
  },
  configuration: {
    meaning: 'A key, a region or a base URL is not what it should be.',
    remedy: 'Mend the variable or setting that the message names.',
    exit: 'usage',
  },
  deadline: {
    meaning: 'A task did not end in the time it was given.',
    remedy: 'It goes on at the provider: run again to go on waiting, or raise `timeout`.',
  },
  declined: {
    meaning: 'You were asked whether to render, and did not say yes. Nothing was sent.',
    remedy: 'Answer y, or give --yes to be asked no more.',
  },
  download: {
    meaning: 'A finished clip could not be downloaded whole.',
    remedy: 'It is paid for and stays at the provider: run again to fetch it.',
  },
  envelope: {
    meaning: "The provider's answer says that it failed.",
    remedy: 'Read its message; the class of the failure says whether trying again helps.',
  },
  'foreign-files': {
    meaning: 'Where an output goes stands a file that Shotlist did not write, or that was changed since. Its job waits, the others go on.',
    remedy:
      'Move it away, or choose another output. --overwrite keeps it beside the clip as NAME.kept; --keep-edited goes on with a changed one.',
  },
  'foreign-folder': {
    meaning: 'A report would replace a folder that holds something else.',
    remedy: 'Name an empty folder, or a new one.',
    exit: 'usage',
  },
  frozen: {
    meaning: '--frozen was given, and something would have to be submitted. Nothing was sent.',
    remedy: 'Render where that is allowed, and commit the lockfile.',
  },
  'host-not-named': {
    meaning: 'The document of a provider would send its key to a host that you have not named. Nothing was sent.',
    remedy: 'Read the document. If the host is right, confirm it once on a terminal, or give --allow-host ID=HOST.',
    exit: 'usage',
  },
  'http-status': {
    meaning: 'The provider answered with an HTTP status that says it failed.',
    remedy: 'Read its message; the class of the failure says whether trying again helps.',
  },
  'input-not-readable': {
    meaning: 'A file that a job uploads cannot be read.',
    remedy: 'Paths in a manifest are relative to its folder.',
    exit: 'usage',
  },
  internal: {
    meaning: 'A mistake in Shotlist itself.',
    remedy: 'Report it, with the command you ran. What was submitted is written down: another run does not pay for it again.',
  },
  'invalid-input': {
    meaning: 'The request breaks a rule of the operation; it was not sent.',
    remedy: 'Change the fields the message names.',
    exit: 'usage',
  },
  'journal-damaged': {
    meaning: 'The record of what was submitted cannot be read. Nothing was sent: without it, it is not known what was paid for.',
    remedy: 'Follow the hint of the message; a backup of `.shotlist` is best.',
  },
  'journal-rebuilt': {
    meaning:
      'The journal was damaged, or lacked submissions that `submissions.log` tells of. A damaged one lies aside, and a new one was made from what could be saved, from that log, and from the lockfile. The run goes on.',
    remedy: 'Look at jobs that are uncertain now; keep the damaged file, if there is one, until they are settled.',
  },
  'journal-too-new': { meaning: 'The journal was written by a newer version of Shotlist.', remedy: 'Use that version, or a newer one.' },
  'journal-unreadable': {
    meaning: 'There is a record of what was submitted, and this user cannot read it. Nothing was sent.',
    remedy: 'Give this user the right to read `.shotlist`, or put back what stood there.',
    exit: 'usage',
  },
  lockfile: {
    meaning: 'There is a lockfile, and it cannot be read, or is not whole. Nothing was sent, and the file stays as it is.',
    remedy: 'Restore it from version control, settle the merge conflict in it, or let this user read it.',
    exit: 'usage',
  },
  manifest: {
    meaning: 'The manifest has mistakes. Nothing was sent.',
    remedy: '`shotlist validate` lists them, each with its place.',
    exit: 'usage',
  },
  'missing-key': {
    meaning: 'There is no key for a provider that jobs need. Nothing was sent.',
    remedy: 'Set the variable the message names. `shotlist rehearse` works without a key.',
    exit: 'auth',
  },
  'missing-output': {
    meaning: 'A job takes an output that the finished render of another does not have.',
    remedy: 'Use an output that the operation lists (`shotlist describe`).',
  },
  network: {
    meaning: 'There was no connection, or it broke.',
    remedy: 'Check the network. What surely was not delivered is tried again by itself.',
  },
  'no-folder': {
    meaning: 'The folder that the command runs in does not exist any more.',
    remedy: 'Change to a folder that exists.',
    exit: 'usage',
  },
  'node-too-old': {
    meaning: 'This Node.js lacks what the command is built on.',
    remedy: 'Install the version the message names, or a newer one.',
  },
  'not-found': {
    meaning: 'The provider does not know the task any more.',
    remedy: 'Look for it at the provider, then settle it: `shotlist resolve JOB --task-id ID`. Another render is paid for again.',
  },
  'not-json': {
    meaning: 'The answer is no JSON: something on the way answered in the place of the provider.',
    remedy: 'Check the base URL and proxies. It is tried again by itself.',
  },
  'not-shared': {
    meaning: 'A file could not be put into the shared artifact store. The run goes on.',
    remedy: 'Check the store; the next run tries again.',
  },
  'odd-charge': {
    meaning: 'The provider says that a clip cost less than nothing, or a thousand times its price: the price is counted in its place.',
    remedy: 'Look at the account on the website of the provider, and at the prices of the document.',
  },
  'other-content': {
    meaning: 'What the provider gives out for a task is not what the lockfile says was rendered.',
    remedy: '`shotlist run` takes it as it is, and writes the lockfile anew.',
  },
  'outcome-unknown': {
    meaning: 'A submission was sent, and no answer tells what became of it. The provider may have taken it, and may charge for it.',
    remedy: '`shotlist resolve JOB` says what is known. Find the task at the provider, then `shotlist resolve JOB --task-id ID`.',
    exit: 'decision',
  },
  'out-of-reach': {
    meaning: 'A provider does not answer while its tasks are under way. They go on there, and are asked for until it answers.',
    remedy: 'Check the network. Stopping the run loses nothing: the next one goes on.',
  },
  'output-lost': {
    meaning: 'What was written to stdout did not arrive whole: the disk behind it is full, for one. What was rendered is kept.',
    remedy: 'Make room, and ask again: `shotlist status --json` tells what the run did.',
  },
  'output-not-writable': {
    meaning:
      'A file cannot be written: a full disk, a folder without permission, a link that leads out of the output folder. The exit status is 2 where nothing was sent yet.',
    remedy: 'Mend that and run again: the clip is fetched, not paid for again.',
  },
  'over-balance': {
    meaning: 'What is to be submitted costs more than the account at the provider holds. Nothing was sent.',
    remedy: 'Top up the account, or render less with --only, --skip or --tag.',
    exit: 'budget',
  },
  'over-budget': {
    meaning: 'What is to be submitted costs more than the budget allows, or nobody knows how much. Nothing was sent.',
    remedy: 'Raise `budget` (or --budget), or render less with --only, --skip or --tag; --allow-unpriced submits what has no known price.',
    exit: 'budget',
  },
  'pick-awaited': {
    meaning:
      'All takes of a job are rendered, and one must be picked for the others to go on. A pick falls when its take is rendered anew.',
    remedy: 'Pick one on the review page, or with `shotlist pick JOB#TAKE`.',
  },
  'record-lost': {
    meaning: 'The journal was damaged, and nothing tells whether this job was submitted.',
    remedy: '`shotlist resolve JOB` says what is known. Find the task at the provider, then `shotlist resolve JOB --task-id ID`.',
    exit: 'decision',
  },
  'state-folder': {
    meaning:
      'In `.shotlist`, or in its place, stands something that is no file or folder of Shotlist: a link, a pipe, a file for a folder.',
    remedy: 'Move it away, or put back what stood there before. Nothing was sent.',
    exit: 'usage',
  },
  'state-held': {
    meaning: 'Another process works in this folder; only one may at a time.',
    remedy: 'Wait for it, or stop it. The message says which one it is.',
    exit: 'usage',
  },
  'state-not-writable': {
    meaning: 'What must be written down before anything is sent cannot be written. The exit status is 2 where nothing was sent yet.',
    remedy: 'Make room, or give this user the right to write to `.shotlist`.',
  },
  'task-failed': {
    meaning: 'The task ended without a clip.',
    remedy: 'Read the reason the provider gives; change the request if it names something in it.',
  },
  'task-left': {
    meaning: 'A submission is paid for, or may be, and nothing waits for it any more: its job was changed, forced or removed. Said once.',
    remedy: 'Change the job back to have the clip, or let it go. The message names the task.',
  },
  'task-not-recorded': {
    meaning: 'The provider took a submission, and the disk did not take the id of its task: the next run may not know of it.',
    remedy: 'Make room, and keep the id. If the next run calls the job uncertain: `shotlist resolve JOB --task-id ID`.',
  },
  'task-shared': {
    meaning:
      'The provider answered two submissions with one task. Where they ask for the same, both jobs get that clip; where not, nobody can tell whose it is, and the second job is uncertain. Both submissions count as paid.',
    remedy: 'Look at the clip of the first job. Settle the second with `shotlist resolve`.',
  },
  timeout: {
    meaning: 'An answer, or the end of a task, did not come in its time.',
    remedy: 'Run again to go on waiting, or raise `timeout`. A task that was started is not started again.',
  },
  'unexpected-answer': {
    meaning: "The answer lacks what the provider's document says is there.",
    remedy: 'Run again; if it stays, the provider has changed and its document must follow.',
  },
  'unknown-state': {
    meaning: 'A task is in a state that the document does not know; it is waited on until its time is up.',
    remedy: 'Look at the task at the provider.',
  },
  usage: {
    meaning: 'The command line is wrong, or lacks the `--yes` or `--budget` that a run needs where nobody can be asked. Nothing was sent.',
    remedy: 'See `shotlist VERB --help`.',
    exit: 'usage',
  },
  webhook: { meaning: 'A delivery was not signed as the provider signs, or is no delivery.', remedy: 'Check the secret of the webhook.' },
  'within-reach': { meaning: 'A provider that was out of reach answers again.', remedy: 'Nothing need be done.' },
}
