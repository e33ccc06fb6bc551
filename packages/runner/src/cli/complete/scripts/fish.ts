/** Fish matches what is typed by itself. */
export const fishScript = `# Completion of shotlist for fish.
function __shotlist_complete
    set -l words (commandline --tokenize --cut-at-cursor)
    shotlist complete -- $words[2..-1] (commandline --current-token --cut-at-cursor) 2>/dev/null
end
complete --command shotlist --arguments '(__shotlist_complete)'
`
