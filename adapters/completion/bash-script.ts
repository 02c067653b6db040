import type { Command } from 'commander'

/** A command of the tree: the words that lead to it, and what may come next. */
interface Place {
  readonly path: string
  readonly commands: readonly string[]
  readonly options: readonly string[]
}

/**
 * A script that makes bash complete the commands and options of `program`, after `bash(1)`, "Programmable
 * Completion". Where neither fits, bash completes file names.
 */
export function bashScript(program: Command): string {
  const places = placesOf(program, program.name())
  const paths = places.map(({ path }) => `'${path}'`).join('|')
  const cases = places.map(
    ({ path, commands, options }) =>
      `    '${path}') commands='${commands.join(' ')}' options='${options.join(' ')}' ;;\n`,
  )
  return `# To be read by bash: source <(${program.name()} completion bash)
_${program.name()}() {
  local path='${program.name()}' current="\${COMP_WORDS[COMP_CWORD]}" word commands options
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in ${paths}) path="$path $word" ;; esac
  done
  case "$path" in
${cases.join('')}  esac
  if [[ $current == -* ]]; then commands=$options; fi
  COMPREPLY=($(compgen -W "$commands" -- "$current"))
}
complete -o default -F _${program.name()} ${program.name()}
`
}

function placesOf(command: Command, path: string): readonly Place[] {
  const visible = command.createHelp()
  const commands = visible.visibleCommands(command).map((each) => each.name())
  const options = visible.visibleOptions(command).flatMap(({ long }) => long ?? [])
  const below = command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`))
  return [{ path, commands, options }, ...below]
}
