import { Argument, type Command } from 'commander'
import { bashScript } from './bash-script.ts'

/** Adds `mycel completion`. It knows the commands that `program` has when it runs. */
export function registerCommands(program: Command): void {
  program
    .command('completion')
    .description('print a script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>').choices(['bash']))
    .addHelpText('after', '\nFor this shell only: source <(mycel completion bash)')
    .action(() => void process.stdout.write(bashScript(program)))
}
