import type { Command } from 'commander';
import { UsageError } from '../terminal/failure.ts';
import { generatorCommands } from '../terminal/generator-commands.ts';
import { parseNatural, parseProbability } from '../terminal/option-values.ts';
import { remark } from '../terminal/output.ts';
import { writeOutput } from '../terminal/output-file.ts';

const examples = `
Examples:
  $ wirechart inspect --static charts.html                all charts and a recorded handshake
  $ wirechart inspect --static charts.html --loss 0.25 --seed 7
                                                          the same with 25 % loss
  $ wirechart inspect --static charts.html --key-updates 1 --migrations 1
                                                          with an update of the keys and a new address of the client

The page is one self-contained file that sends no requests. Open it in a browser. The handshake uses the protocol
implementation of the library on a simulated network in virtual time.
`;

interface Options {
  readonly static: string;
  readonly loss: number;
  readonly seed: number;
  readonly keyUpdates: number;
  readonly migrations: number;
  readonly clientAuthentication?: boolean;
}

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description(generatorCommands.inspect)
    .requiredOption('--static <file>', 'write one offline page')
    .option('--loss <p>', 'probability from 0 to 1 that the recorded network loses a datagram', parseProbability, 0)
    .option('--seed <n>', 'seed of the keys and the losses, a whole number', parseNatural, 1)
    .option('--key-updates <n>', 'how often the client updates its keys, at most 100', parseNatural, 0)
    .option('--migrations <n>', 'how often the client changes its address, at most 100', parseNatural, 0)
    .option('--client-authentication', 'request the client’s certificate after the handshake')
    .addHelpText('after', examples)
    .action(inspect);
}

async function inspect({ static: file, ...options }: Options): Promise<void> {
  const { loss, seed, keyUpdates, migrations, clientAuthentication = false } = options;
  if (keyUpdates > 100) throw new UsageError('--key-updates: the maximum is 100');
  if (migrations > 100) throw new UsageError('--migrations: the maximum is 100');
  const { recordHandshake, renderStaticPage, packagedCharts } = await import('../../inspector/index.ts');
  const recording = recordHandshake({ loss, seed, keyUpdates, migrations, clientAuthentication });
  writeOutput(file, await renderStaticPage({ charts: await packagedCharts('dtls13'), recording }));
  remark(`wrote ${file}: ${recording.steps.length} steps`);
}
