import { notify } from '../state/notice.ts'
import { Icon } from './icon.tsx'

/** Copies a text. @param name what it is, for the button's name: `the task id` */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      notify(`Copied ${name}.`)
    } catch {
      notify('The browser does not allow this page to copy: select the text instead.')
    }
  }
  return (
    <button type="button" class="quiet" onClick={() => void copy()} aria-label={`Copy ${name}`} title={`Copy ${name}`}>
      <Icon name="copy" />
    </button>
  )
}

/** A command with a button that copies it. */
export function CommandLine({ text }: { text: string }) {
  return (
    <span class="command">
      <code title={text}>{text}</code>
      <CopyButton text={text} name={`the command ${text}`} />
    </span>
  )
}
