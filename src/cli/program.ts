import { Command, CommanderError, Option } from 'commander';
import { exportCommand, verifyCommand } from './audit.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { blocksCommand, playbookCommand } from './check-files.ts';
import { keyCheckCommand, keyRotateCommand } from './keys.ts';
import { keyCommand, migrateCommand, resetCommand } from './maintain.ts';
import { type ExitCode, type Surroundings, sentencesFor } from './outcome.ts';

/**
 * Runs one command.
 * @param args what stands after the name of the program
 * @returns 0 done, 1 findings, 2 wrong usage or not possible; never throws.
 */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  // Commander writes without waiting; what it has to say is kept here and written in order.
  const said: string[] = [];
  const heard: string[] = [];
  const program = createProgram(
    surroundings,
    (code) => {
      exitCode = code;
    },
    { writeOut: (text) => void said.push(text), writeErr: (text) => void heard.push(text) },
  );
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2;
    else {
      exitCode = 2;
      heard.push(`${sentencesFor(error).join('\n')}\n`);
    }
  }
  if (said.length > 0) await surroundings.stdout(said.join(''));
  if (heard.length > 0) await surroundings.stderr(heard.join(''));
  return exitCode;
}

type Output = { writeOut: (text: string) => void; writeErr: (text: string) => void };

function createProgram(surroundings: Surroundings, exit: (code: ExitCode) => void, output: Output): Command {
  const program = new Command('pace')
    .usage('<command>   (run it as: npm run -s pace -- <command>)')
    .description(
      'Looks after a Pacekeeper installation: checks its files, exports and verifies its audit log, maintains its database.',
    )
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 something was found, 2 wrong usage or not possible.
Commands that need the database read the same environment as the app (DATA_DIR, DATABASE_URL, the Slack tokens). With
the embedded database they ask the running app, or open the database themselves when none runs.`,
    );

  const playbook = group(program, 'playbook', 'The company policy in YAML files.');
  json(playbook.command('check'))
    .argument('[dir]', 'the folder with the files; default: PLAYBOOK_DIR, else "playbook"')
    .description('Lists every mistake in the playbook with file, line and column. Changes nothing.')
    .action(async (dir: string | undefined, options) =>
      exit(await playbookCommand(surroundings, dir, options)),
    );

  const blocks = group(program, 'blocks', 'Block Kit, the layout of Slack messages and views.');
  json(blocks.command('check'))
    .argument('<file>', 'a JSON file, or - for what comes in')
    .description(
      'Says what Slack would refuse. Prints {"ok": …, "errors": [{"pointer": …, "message": …}]}; a pointer is a JSON pointer into the file.',
    )
    .addOption(
      new Option(
        '--surface <surface>',
        'what the file is: a message is {"text": …, "blocks": […]}, a modal or home is the view',
      )
        .choices(['message', 'modal', 'home'])
        .makeOptionMandatory(),
    )
    .action(async (file: string, options) => exit(await blocksCommand(surroundings, file, options)));

  const audit = group(program, 'audit', 'The append-only log of who did what.');
  json(audit.command('export'))
    .option('--out <file>', 'write to this file and not to the terminal')
    .option('--texts <file>', 'also write what people wrote to this file, to be kept or erased by itself')
    .description(
      'Writes the whole log as JSON Lines with the fields seq, at, actor, action, subject, data, prev, hash, and its head on stderr.',
    )
    .action(async (options) => exit(await exportCommand(surroundings, options)));
  json(audit.command('verify'))
    .argument('<file>', 'an exported log, or - for what comes in')
    .option(
      '--head <seq:hash>',
      'a head from elsewhere, such as the one printed in a snapshot; the hash may be cut short',
    )
    .option(
      '--texts [file]',
      'also hold texts to the log, those in an exported file or in this installation: redacted ones are named, changed ones found',
    )
    .description(
      'Checks an exported log by itself: nothing missing, nothing changed, each event held to the one before. Only a head from elsewhere shows that the end was cut off, or that everything was written anew.',
    )
    .action(async (file: string, options) => exit(await verifyCommand(surroundings, file, options)));

  const demo = group(program, 'demo', 'The demo company in the local workspace.');
  json(demo.command('reset'))
    .description(
      'Removes everything in the local workspace and brings the demo company back as on its first day. Refused on a database of a real Slack team.',
    )
    .action(async (options) => exit(await resetCommand(surroundings, options)));

  json(program.command('migrate'))
    .description('Brings the database up to date. The app does the same at every start.')
    .action(async (options) => exit(await migrateCommand(surroundings, options)));
  json(program.command('backup'))
    .argument('<file>', 'where the backup goes; a file of that name is replaced when the new one is whole')
    .description(
      'Writes everything in the database into one compressed file, while the app runs or not. The ENCRYPTION_KEY is not in it: keep that elsewhere.',
    )
    .action(async (file: string, options) => exit(await backupCommand(surroundings, file, options)));
  json(program.command('restore'))
    .argument('<file>', 'a file that "backup" has written, by this version or an older one')
    .description(
      'Puts a backup into an empty database, all of it or nothing. The app must not run. Embedded and server databases are alike.',
    )
    .action(async (file: string, options) => exit(await restoreCommand(surroundings, file, options)));

  const key = json(program.command('key'))
    .description(
      'Makes a new ENCRYPTION_KEY: 32 random bytes in base64. It is shown once and stored nowhere.',
    )
    .action(async (options) => exit(await keyCommand(surroundings, options)));
  key
    .command('check')
    .description('Says how many values are encrypted with which key. Changes nothing.')
    .action(async () => exit(await keyCheckCommand(surroundings, key.opts())));
  key
    .command('rotate')
    .description(
      'Encrypts everything with the first key in ENCRYPTION_KEY="<new>,<old>", while the app runs or not. It can be broken off and run again.',
    )
    .action(async () => exit(await keyRotateCommand(surroundings, key.opts())));

  for (const command of everyCommand(program))
    command.exitOverride().configureOutput(output).showHelpAfterError('Add --help to see how it is used.');
  return program;
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

function json(command: Command): Command {
  return command.option('--json', 'print JSON and nothing else on stdout');
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => everyCommand(child))];
}
