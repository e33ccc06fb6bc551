/** Files are offered where the command offers nothing. */
export const zshScript = `#compdef shotlist
# Completion of shotlist for zsh.
_shotlist() {
  local -a answers
  answers=("\${(@f)$(shotlist complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${answers[1]}" ]]; then
    compadd -- "\${answers[@]}"
  else
    _files
  fi
}
compdef _shotlist shotlist
`
