import type { Explanations } from './explanation.ts'

/** What ends the command, or a job of a run. */
export const RUN_CODES: Explanations = {
  aborted: { meaning: 'The command was stopped before the request was finished.', remedy: 'Run again to continue.' },
  'artifact-store': {
    meaning:
      'The shared artifact store refused a request, does not respond, or is set up wrongly: it cannot be known which clips it already holds.',
    remedy:
      'Check `artifacts.s3`, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION. To run without the store, and pay again for clips that only it holds: --without-store.',
    exit: 'usage',
  },
  'budget-blind': {
    meaning:
      'Some clips have no known price in the unit of the budget, so the budget cannot limit them; --allow-unpriced submits them anyway.',
    remedy:
      'Look up the price on the website of the provider. Render these clips separately with `--only`, and check what they were charged.',
  },
  configuration: {
    meaning: 'A key, a region or a base URL has a value that cannot be used.',
    remedy: 'Correct the variable or setting that the message names.',
    exit: 'usage',
  },
  deadline: {
    meaning: 'A task did not end within `timeout`. It may still finish at the provider.',
    remedy: 'Run again to continue waiting for the same task, or raise `timeout`.',
  },
  declined: {
    meaning: 'The command asked whether to render, and the answer was not yes. Nothing was sent.',
    remedy: 'Answer y, or give --yes to skip the question.',
  },
  download: {
    meaning: 'A finished clip could not be downloaded completely.',
    remedy: 'The clip is paid for and stays at the provider: run again to download it.',
  },
  envelope: {
    meaning: 'The provider responded with HTTP status 200, and the body of the response says that the request failed.',
    remedy: "Read the provider's message; the class of the failure says whether another try helps.",
  },
  fenced: {
    meaning: 'The fleet did not hear from this process, took it for dead, and gave its work to others. It submits nothing more.',
    remedy: 'Start it again. If it happens often: the machine is overloaded or is suspended, or its connection to the database is bad.',
  },
  'fleet-database': {
    meaning: "The fleet's PostgreSQL database cannot be reached, or refuses a statement. Nothing is submitted without it.",
    remedy: 'Check the address, the database and its log, and run again: every submission is on record.',
  },
  'foreign-files': {
    meaning:
      'A file is at the path of an output, and Shotlist did not write it, or it was changed since. Its job waits; the other jobs continue.',
    remedy:
      'Move the file, or choose another `output`. --overwrite replaces it and keeps it as NAME.kept; --keep-edited uses a changed file as it is.',
  },
  'foreign-folder': {
    meaning: 'The folder for the report holds other files, which the report would replace.',
    remedy: 'Name an empty or a new folder with --out.',
    exit: 'usage',
  },
  frozen: {
    meaning: '--frozen was given, and at least one clip would have to be submitted. Nothing was sent.',
    remedy: 'Render without --frozen, and commit the lockfile.',
  },
  'host-not-named': {
    meaning: "A provider's document would send its key to a host that you have not confirmed. Nothing was sent.",
    remedy: 'Read the document. If the host is right, confirm it once on a terminal, or give --allow-host ID=HOST.',
    exit: 'usage',
  },
  'http-status': {
    meaning: 'The provider responded with an HTTP status that means failure.',
    remedy: "Read the provider's message; the class of the failure says whether another try helps.",
  },
  'input-not-readable': {
    meaning: 'A file that a job uploads does not exist or cannot be read.',
    remedy: "Check the path, which is relative to the manifest's folder, and the permissions of the file.",
    exit: 'usage',
  },
  internal: {
    meaning: 'Shotlist itself has a bug.',
    remedy: 'Report it, with the command you ran. Submissions are written down: another run does not pay for them again.',
  },
  'invalid-input': {
    meaning: 'The request breaks a rule of the operation. It was not sent.',
    remedy: 'Change the fields the message names; `shotlist describe provider/operation` lists the rules.',
    exit: 'usage',
  },
  'journal-damaged': {
    meaning:
      'The journal, which records every submission, cannot be read. Without it, it is not known what was paid for, so nothing was sent.',
    remedy: 'Follow the hint of the message; restoring a backup of `.shotlist` is best.',
  },
  'journal-rebuilt': {
    meaning:
      'The journal was damaged, or lacked submissions that `submissions.log` lists. Shotlist made a new journal from what could be saved, from that log and from the lockfile, and kept a damaged one beside it. The run continues.',
    remedy: 'Check the jobs that are now uncertain. Keep the damaged file, if there is one, until they are settled.',
  },
  'journal-too-new': { meaning: 'A newer version of Shotlist wrote the journal.', remedy: 'Use that version, or a newer one.' },
  'journal-unreadable': {
    meaning: 'The journal exists, and this user has no permission to read it. Nothing was sent.',
    remedy: 'Give this user the right to read `.shotlist`, or restore what was there before.',
    exit: 'usage',
  },
  lockfile: {
    meaning: 'The lockfile exists and cannot be read, or is not complete. Nothing was sent, and the file was not changed.',
    remedy: 'Restore it from version control, resolve the merge conflict in it, or give this user the right to read it.',
    exit: 'usage',
  },
  manifest: {
    meaning: 'The manifest has mistakes. Nothing was sent.',
    remedy: '`shotlist validate` lists them with file, line and column.',
    exit: 'usage',
  },
  'missing-key': {
    meaning: 'No API key is set for a provider that jobs use. Nothing was sent.',
    remedy: 'Set the variable the message names. `shotlist rehearse` works without a key.',
    exit: 'auth',
  },
  'missing-output': {
    meaning: 'A job uses an output of another job, and the finished task did not return it.',
    remedy: 'Use another output that the operation lists (`shotlist describe provider/operation`).',
  },
  network: {
    meaning: 'The connection failed or broke.',
    remedy: 'Check the network. A request that was certainly not delivered is retried automatically.',
  },
  'no-folder': {
    meaning: 'The current folder was deleted while the command ran in it.',
    remedy: 'Change to a folder that exists.',
    exit: 'usage',
  },
  'node-too-old': {
    meaning: 'The command needs a newer Node.js.',
    remedy: 'Install the version the message names, or a newer one.',
  },
  'not-found': {
    meaning: 'The provider says that it does not know the task.',
    remedy:
      "Look for the task on the provider's website, then settle it: `shotlist resolve JOB --task-id ID`. Rendering again is paid again.",
  },
  'not-json': {
    meaning: 'The response is not JSON: probably a proxy responded instead of the provider.',
    remedy: 'Check the base URL and the proxies. The request is retried automatically.',
  },
  'not-shared': {
    meaning: 'A clip could not be uploaded to the shared artifact store. The run continues.',
    remedy: 'Check the store; the next run tries again.',
  },
  'odd-charge': {
    meaning: 'The provider reported a cost that is negative or a thousand times the price. Shotlist counts the price instead.',
    remedy: 'Compare the account on the website of the provider with the prices in its document.',
  },
  'other-content': {
    meaning: 'The file that the provider returns for a task differs from the one in the lockfile.',
    remedy: '`shotlist run` accepts the new file and updates the lockfile.',
  },
  'other-store': {
    meaning: 'The store on one machine of a fleet lacks a file that another machine has put into its store.',
    remedy: 'Name the same store on all machines: --store, or SHOTLIST_FLEET_STORE. Then run again: what is rendered is not paid again.',
  },
  'outcome-unknown': {
    meaning: 'A submission was sent, and no response arrived. The provider may have accepted it, and may charge for it.',
    remedy: '`shotlist resolve JOB` shows what is known. Find the task at the provider, then `shotlist resolve JOB --task-id ID`.',
    exit: 'decision',
  },
  'out-of-reach': {
    meaning: 'A provider does not respond while its tasks are in flight. The tasks continue there, and Shotlist polls until it responds.',
    remedy: 'Check the network. You may stop the run: the next one continues with the same tasks.',
  },
  'output-lost': {
    meaning: 'Not everything could be written to stdout, for example because the disk is full. Rendered clips are kept.',
    remedy: 'Free some space, then see what the run did: `shotlist status --json`.',
  },
  'output-not-writable': {
    meaning:
      'A file cannot be written: the disk is full, the folder is not writable, or a link leads out of the output folder. The exit status is 2 if nothing was sent yet.',
    remedy: 'Correct that and run again: the clip is downloaded, not paid for again.',
  },
  'over-balance': {
    meaning: 'The clips to submit cost more than the balance of the account at the provider. Nothing was sent.',
    remedy: 'Add credits to the account, or render less with --only, --skip or --tag.',
    exit: 'budget',
  },
  'over-budget': {
    meaning: 'The clips to submit cost more than the budget, or their price is not known. Nothing was sent.',
    remedy:
      'Raise `budget` (or --budget), or render less with --only, --skip or --tag. --allow-unpriced submits clips without a known price.',
    exit: 'budget',
  },
  'pick-awaited': {
    meaning:
      'All takes of a job are rendered, and jobs that use it wait until you pick one. A pick is void once its take is rendered again.',
    remedy: 'Pick a take on the review page (`shotlist ui`), or with `shotlist pick JOB#TAKE`.',
  },
  'record-lost': {
    meaning: 'The journal was damaged, and no record says whether this job was submitted.',
    remedy: '`shotlist resolve JOB` shows what is known. Find the task at the provider, then `shotlist resolve JOB --task-id ID`.',
    exit: 'decision',
  },
  resubmitted: {
    meaning: 'The outcome of the submission was not known, and the user has decided with `shotlist resolve --resubmit` to submit it again.',
    remedy: 'Nothing to do: the next run submits it under another key.',
  },
  'state-folder': {
    meaning:
      '`.shotlist`, or something in it, is not what Shotlist made: it is a link or a pipe, or a file in place of a folder. Nothing was sent.',
    remedy: 'Move it away, or restore what was there before.',
    exit: 'usage',
  },
  'state-held': {
    meaning: 'Another Shotlist process uses this state folder; only one may do so at a time.',
    remedy: 'Wait until it ends, or stop it. The message names the process.',
    exit: 'usage',
  },
  'state-not-writable': {
    meaning:
      'Shotlist writes down each submission before it sends it, and cannot write to `.shotlist`. The exit status is 2 if nothing was sent yet.',
    remedy: 'Free some space, or give this user the right to write to `.shotlist`.',
  },
  'submitted-elsewhere': {
    meaning: 'Another process of the fleet has recorded the same submission at the same moment. This one was not sent.',
    remedy: 'Run again: the clip is taken from that submission.',
  },
  'task-failed': {
    meaning: 'The provider ended the task without a clip.',
    remedy: 'Read the reason the provider gives, and change the fields it names.',
  },
  'task-left': {
    meaning:
      'A submission is paid for, or may be, and no job waits for it any more: its job was changed, forced or removed. This warning appears once.',
    remedy: 'Change the job back to get the clip, or ignore it. The message names the task.',
  },
  'task-not-recorded': {
    meaning: 'The provider accepted a submission, and the id of its task could not be written to disk. The next run may not know the task.',
    remedy: 'Free some space, and keep the id. If the next run calls the job uncertain: `shotlist resolve JOB --task-id ID`.',
  },
  'task-shared': {
    meaning:
      'The provider returned the same task for two submissions. If both requests are equal, both jobs get its clip; if not, it is not known whose clip it is, and the second job is uncertain. Both submissions count as paid.',
    remedy: 'Look at the clip of the first job. Settle the second job with `shotlist resolve`.',
  },
  timeout: {
    meaning: 'A response did not arrive, or a task did not end, within its time limit.',
    remedy: 'Run again to continue waiting, or raise `timeout`. A task that was started is not started again.',
  },
  'unexpected-answer': {
    meaning: "The response lacks a field that the provider's document requires.",
    remedy: 'Run again. If the error returns, the provider has changed its API, and its document must be updated.',
  },
  'unknown-state': {
    meaning: "A task has a state that the provider's document does not list. Shotlist polls it until `timeout`.",
    remedy: 'Look at the task on the website of the provider.',
  },
  usage: {
    meaning: 'The command line is wrong, or a run without a terminal lacks `--yes` or `--budget`. Nothing was sent.',
    remedy: 'See `shotlist VERB --help`.',
    exit: 'usage',
  },
  webhook: {
    meaning: 'A webhook delivery has no valid signature of the provider, or its body cannot be read.',
    remedy: 'Check the secret of the webhook.',
  },
  'worker-stopped': {
    meaning: 'The worker that had a clip was stopped before it submitted it.',
    remedy: 'Nothing to do: another worker takes it, or the next run orders it again.',
  },
  'within-reach': { meaning: 'A provider that did not respond for a while responds again.', remedy: 'Nothing to do.' },
}
