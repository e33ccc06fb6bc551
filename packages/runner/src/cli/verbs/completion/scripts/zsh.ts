/**
 * The words before are taken out of their quotes; of the one that is typed, zsh keeps an opening quote apart. Files are offered where the
 * command offers nothing.
 */
export const zshScript = `#compdef shotlist
# Completion of shotlist for zsh.
_shotlist() {
  local -a before answers
  before=("\${(@Q)words[2,CURRENT-1]}")
  answers=("\${(@f)$(shotlist complete -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ -n "\${answers[1]}" ]]; then
    compadd -- "\${answers[@]}"
  else
    _files
  fi
}
compdef _shotlist shotlist
`
