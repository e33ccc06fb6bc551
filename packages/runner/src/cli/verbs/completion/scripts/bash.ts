/**
 * Bash breaks words at `=` and `:`, which stand in the ids of clips: the line is split at blanks instead, and what bash has already taken as
 * words of their own is cut off the answers. Within quotes it breaks nothing, and hands on the opening quote with the word. What it is given it puts
 * on the line as it is: names from manifests are escaped, as they must be where they come to stand.
 */
export const bashScript = `# Completion of shotlist for bash.
_shotlist() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word answer broken sign quote=''
  read -ra words <<< "$line"
  [[ "$line" == *' ' ]] && words+=('')
  word="\${words[-1]}"
  broken="\${word%"\${COMP_WORDS[COMP_CWORD]}"}"
  [[ "\${COMP_WORDS[COMP_CWORD]}" == [=:] ]] && broken="$word"
  if [[ "$word" == [\\'\\"]* ]]; then
    quote="\${word:0:1}" words[-1]="\${word:1}" broken=''
  else
    words[-1]="\${word//\\\\/}" broken="\${broken//\\\\/}"
  fi
  COMPREPLY=()
  while IFS= read -r answer; do
    answer="\${answer#"$broken"}"
    if [[ "$quote" == \\' ]]; then
      sign="'\\\\''"
      answer=\${answer//"$quote"/"$sign"}
    elif [[ "$quote" == \\" ]]; then
      for sign in \\\\ \\" '$' '\`'; do answer=\${answer//"$sign"/"\\\\$sign"}; done
    else
      printf -v answer %q "$answer"
    fi
    COMPREPLY+=("$answer")
  done < <(shotlist complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -o nosort -F _shotlist shotlist 2>/dev/null || complete -o default -F _shotlist shotlist
`
