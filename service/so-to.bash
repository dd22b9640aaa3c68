# So To in bash: `so-to` from any folder, with the Tab key for commands, options, units and rules.
# In ~/.bashrc: source /opt/so-to/service/so-to.bash
_so_to_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

so-to() { "$_so_to_home/.venv/bin/python" "$_so_to_home/jobs.py" "$@"; }

_so_to() {
    mapfile -t COMPREPLY < <(
        COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _SO_TO_COMPLETE=complete_bash so-to 2>/dev/null
    )
    [[ -n ${COMPREPLY[0]} ]] || COMPREPLY=()
}

# As file names, so that bash itself puts quotes around names with spaces.
complete -o default -o filenames -F _so_to so-to
