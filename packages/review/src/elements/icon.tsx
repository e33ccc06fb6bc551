const PATHS = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M6 4.5h4v15H6zM14 4.5h4v15h-4z',
  pick: 'M12 2.8l2.8 6 6.4.7-4.8 4.4 1.4 6.5L12 17.1l-5.8 3.3 1.4-6.5L2.8 9.5l6.4-.7z',
  reject: 'M5.6 4.2L12 10.6l6.4-6.4 1.4 1.4L13.4 12l6.4 6.4-1.4 1.4L12 13.4l-6.4 6.4-1.4-1.4L10.6 12 4.2 5.6z',
  compare: 'M3 5h8v14H3zM5 7v10h4V7zM13 5h8v14h-8zM15 7v10h4V7z',
  sun: 'M12 7a5 5 0 100 10 5 5 0 000-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4.2 5.6l1.4-1.4 2.8 2.8L7 8.4zM15.6 17l1.4-1.4 2.8 2.8-1.4 1.4zM4.2 18.4L7 15.6 8.4 17l-2.8 2.8zM15.6 7l2.8-2.8 1.4 1.4L17 8.4z',
  moon: 'M20.5 14.5A8.5 8.5 0 019.5 3.5a8.5 8.5 0 1011 11z',
  copy: 'M8 3h12v14h-4v4H4V7h4zm2 2v2h6v8h2V5zM6 9v10h8V9z',
  back: 'M15.4 4.6L8 12l7.4 7.4 1.4-1.4-6-6 6-6z',
  forward: 'M8.6 4.6L7.2 6l6 6-6 6 1.4 1.4L16 12z',
  search: 'M10.5 3a7.5 7.5 0 015.9 12.1l4.7 4.7-1.4 1.4-4.7-4.7A7.5 7.5 0 1110.5 3zm0 2a5.5 5.5 0 100 11 5.5 5.5 0 000-11z',
} as const

export type IconName = keyof typeof PATHS

/** A decorative icon: place it beside text, or in a button with a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} fill-rule="evenodd" />
    </svg>
  )
}
