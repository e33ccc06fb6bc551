import { EXIT } from '../../../exit-status.ts'
import type { VerbContext } from '../../../verb.ts'

/**
 * Bash splits words at `=` and `:`, which ids of clips contain. The script splits the line at spaces instead, and removes from each answer
 * the part that bash treats as an earlier word. Within quotes bash splits nothing, and passes the opening quote with the word. Bash inserts
 * answers unchanged, so the script escapes names from manifests.
 */
const BASH_SCRIPT = `# Completion of shotlist for bash.
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

/**
 * The script removes quotes from the words before the current one; zsh itself keeps the opening quote of the current word apart. It offers
 * files if the command offers nothing.
 */
const ZSH_SCRIPT = `#compdef shotlist
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

/** Fish passes a word as it is typed, with quotes and backslashes, and filters the answers itself. Files are offered if there are none. */
const FISH_SCRIPT = `# Completion of shotlist for fish.
function __shotlist_complete
    set -l words (commandline --tokenize --cut-at-cursor)
    set -l typed (commandline --current-token --cut-at-cursor | string replace --regex '^[\\'"]' '' | string replace --all '\\\\' '')
    set -l answers (shotlist complete -- $words[2..-1] "$typed" 2>/dev/null)
    if set -q answers[1]
        printf '%s\\n' $answers
    else
        __fish_complete_path "$typed"
    end
end
complete --command shotlist --no-files --arguments '(__shotlist_complete)'
`

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH_SCRIPT, zsh: ZSH_SCRIPT, fish: FISH_SCRIPT }

/** `shotlist completion`: prints the script for a shell, which calls `shotlist complete` at each press of Tab. */
export async function printScript({ stdout }: VerbContext, shell: string): Promise<number> {
  stdout.write(SCRIPTS[shell] ?? '')
  return EXIT.done
}
