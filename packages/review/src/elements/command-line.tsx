import { CopyButton } from './copy-button.tsx'

/** A command to run, ready to be copied. */
export function CommandLine({ text }: { text: string }) {
  return (
    <span class="command">
      <code title={text}>{text}</code>
      <CopyButton text={text} name={`the command ${text}`} />
    </span>
  )
}
