"""``smallcrm completion``: what makes the Tab key know smallcrm's commands, options and names."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Annotated

import typer

from smallcrm.cli.output import print_text
from smallcrm.errors import UsageError

app = typer.Typer()

BASH = r"""_smallcrm() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(smallcrm --complete-words bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _smallcrm smallcrm
"""
ZSH = r"""#compdef smallcrm
_smallcrm() {
    local line
    local -a values shown
    for line in "${(@f)$(smallcrm --complete-words zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  }")
    done
    if (( $#values )); then
        compadd -U -l -d shown -a values
    else
        _files
    fi
}
if [[ $funcstack[1] == _smallcrm ]]; then
    _smallcrm "$@"
else
    compdef _smallcrm smallcrm
fi
"""
FISH = r"""function __smallcrm_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    smallcrm --complete-words fish $words[2..-1] "$current" 2>/dev/null
end
complete -c smallcrm -f -n 'set -g __smallcrm_found (__smallcrm_complete); test -n "$__smallcrm_found"' -a '$__smallcrm_found'
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@app.command(
    "completion",
    help="Print what makes the Tab key complete commands, options, names and ids in your shell.",
    epilog="\b\nExamples:\n  smallcrm completion bash >> ~/.bashrc\n"
    '  smallcrm completion zsh > "${fpath[1]}/_smallcrm"\n'
    "  smallcrm completion fish > ~/.config/fish/completions/smallcrm.fish",
)
def completion(
    shell: Annotated[str, typer.Argument(help="bash, zsh or fish; yours if you don't say")] = "",
) -> None:
    wanted = shell or PurePath(os.environ.get("SHELL", "")).name
    if wanted not in SCRIPTS:
        raise UsageError(f'no completion for "{wanted}"; there is one for {", ".join(SCRIPTS)}')
    print_text(SCRIPTS[wanted])
