/** Plays or stops the player of the panel that is open. */
export function playInDetail(): void {
  const player = document.querySelector('.detail .player')
  if (!(player instanceof HTMLMediaElement)) return
  if (player.paused) void player.play().catch(() => undefined)
  else player.pause()
}
