import { notice } from '../../state/notice.ts'

/** What was just done. */
export function Notice() {
  return (
    <div class={notice.value === '' ? 'notice' : 'notice is-shown'} role="status">
      {notice.value}
    </div>
  )
}
