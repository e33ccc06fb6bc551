/**
 * Bash breaks words at `=` and `:`, which stand in the ids of clips: the line is split at blanks instead, and what bash has already taken as
 * words of their own is cut off the answers. Within quotes it breaks nothing, and hands on the opening quote with the word.
 */
export const bashScript = `# Completion of shotlist for bash.
_shotlist() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word answer broken
  read -ra words <<< "$line"
  [[ "$line" == *' ' ]] && words+=('')
  word="\${words[-1]}"
  broken="\${word%"\${COMP_WORDS[COMP_CWORD]}"}"
  [[ "\${COMP_WORDS[COMP_CWORD]}" == [=:] ]] && broken="$word"
  [[ "$word" == [\\'\\"]* ]] && words[-1]="\${word:1}" broken=''
  COMPREPLY=()
  while IFS= read -r answer; do
    COMPREPLY+=("\${answer#"$broken"}")
  done < <(shotlist complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -o nosort -F _shotlist shotlist 2>/dev/null || complete -o default -F _shotlist shotlist
`
