import { Command } from 'commander';
import { packageRoot, packageVersion } from './package-root.ts';

/** A program without commands. Commands load the library they need when they run, so that help is there at once. */
export function commandLine(name: string, description: string, examples: string): Command {
  return (
    new Command(name)
      .description(description)
      .version(packageVersion(packageRoot(import.meta.url)), '-V, --version', 'print the version')
      .helpOption('-h, --help', 'explain a command')
      .helpCommand('help [command]', 'explain a command')
      .exitOverride()
      // Errors are thrown and printed in one place, as one line.
      .configureOutput({ outputError: () => {} })
      .addHelpText('after', examples)
      // Below the help of every command too.
      .addHelpText('afterAll', 'Exit codes: 0 done, 1 failed, 2 the command line is wrong.')
  );
}
