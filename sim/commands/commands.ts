import { type Command, Option } from 'commander'
import { policies } from '#sim/scenario/scenario.ts'
import { count, positive, seedRange, shardPart, wholeNumber } from './arguments.ts'

/** Adds `mycel sim …`. */
export function registerCommands(program: Command): void {
  const sim = program
    .command('sim')
    .description('rehearse a release in a modelled fleet: the engines of the devices, virtual time')
  sim
    .command('list')
    .description('list the scenarios that come with mycel')
    .action(async () => (await import('./list-scenarios.ts')).listScenarios())
  withRun(sim.command('run'))
    .description('run a scenario, say what came of it, and end with 1 where a promise of it was not kept')
    .option('--seed <number>', 'the seed of the run (default: 1)', wholeNumber)
    .addOption(new Option('--policy <name>', 'how devices get their bytes').choices([...policies]))
    .action(async (scenario, options) => (await import('./run-command.ts')).runCommand(scenario, options))
  withRun(sim.command('compare'))
    .description('run a scenario with several policies at the same seeds, and say how they differ')
    .addOption(new Option('--policy <name...>', 'the first is compared with each of the others').choices([...policies]))
    .action(async (scenario, options) => (await import('./run-command.ts')).compareCommand(scenario, options))
  sim
    .command('merge <files...>')
    .description('put the runs.jsonl of several shards together into one report')
    .requiredOption('--out <directory>', 'where the report is written')
    .option('--json', 'print the summary as JSON, and nothing else')
    .action(async (files, options) => (await import('./merge-command.ts')).mergeCommand(files, options))
  sim
    .command('fuzz')
    .description('run fresh seeds over random scenarios with random faults until one breaks a rule')
    .option('--minutes <number>', 'how long to search (default: 1)', positive)
    .option('--seeds <range>', 'instead: exactly these seeds, as 1..1000', seedRange)
    .option('--out <directory>', 'where replay.json is left', '.')
    .option('--json', 'print one JSON object as the last line, and nothing else')
    .action(async (options) => (await import('./fuzz-command.ts')).fuzzCommand(options))
  sim
    .command('replay <file>')
    .description('run the failure of a replay.json again')
    .option('--events', 'print every event as a line of JSON')
    .action(async (file, options) => (await import('./replay-command.ts')).replayCommand(file, options))
  sim
    .command('shrink <file>')
    .description('make the failure of a replay.json as small as it gets')
    .option('--out <file>', 'where the smaller one is written (default: beside it, as shrunk.json)')
    .action(async (file, options) => (await import('./replay-command.ts')).shrinkCommand(file, options))
  sim
    .command('calibrate [labs...]')
    .description('fit the model to the first of these runs of the network lab, and hold it against all of them')
    .option('--check <labs...>', 'runs of the lab that the model is only held against')
    .option('--json', 'print constants, errors and rankings as one JSON object, and nothing else')
    .action(async (labs, options) => (await import('./calibrate-command.ts')).calibrateCommand(labs, options))
}

/** What running and comparing take. */
function withRun(command: Command): Command {
  return command
    .argument('<scenario>', 'a scenario file, or the name of one that comes with mycel')
    .option('--seeds <range>', 'a run for each seed from the first to the last, as 1..20', seedRange)
    .option('--shard <part>', 'only each n-th seed, beginning with the i-th, as 0/4', shardPart)
    .option('--devices <count>', 'about so many devices instead, by more or fewer sites', count)
    .option(
      '--release <directory>',
      'ship a release of this repository instead: --release DIR --product NAME --version V',
    )
    .option('--product <name>', 'the product of that release')
    .option('--version <version>', 'its version')
    .option('--component <name>', 'its component, where it has several')
    .option('--json', 'print the summary as JSON, and nothing else')
    .option('--out <directory>', 'write report.html, summary.json, devices.csv, events.jsonl and runs.jsonl')
}
