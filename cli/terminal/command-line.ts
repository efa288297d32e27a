import { Command } from 'commander';
import { packageRoot, packageVersion } from './package-root.ts';

/** A program without commands. A command loads its libraries when it runs, so that help is printed without delay. */
export function commandLine(name: string, description: string, examples: string): Command {
  return (
    new Command(name)
      .description(description)
      .version(packageVersion(packageRoot(import.meta.url)), '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print help for a command')
      .helpCommand('help [command]', 'print help for a command')
      .exitOverride()
      // Errors are thrown; `runProgram` prints them as one line.
      .configureOutput({ outputError: () => {} })
      .addHelpText('after', examples)
      // After the help of every command too.
      .addHelpText('afterAll', 'Exit codes: 0 success, 1 failure, 2 invalid command line.')
  );
}
