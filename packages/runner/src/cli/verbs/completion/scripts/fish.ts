/** Fish hands on a token as it is typed, with its quotes and backslashes, and matches by itself. Files are offered where the command offers nothing. */
export const fishScript = `# Completion of shotlist for fish.
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
