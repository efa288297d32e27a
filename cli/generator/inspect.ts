import { type Command, Option } from 'commander';
import type { PskModeName } from 'wirechart/dtls13/core';
import { ConfigError } from 'wirechart/runtime';
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
  $ wirechart inspect --static charts.html --resume --early-data 1
                                                          with the session of an earlier handshake

The page is one self-contained file that sends no requests. Open it in a browser. The handshake uses the protocol
implementation of the library on a simulated network in virtual time.
`;

interface Options {
  readonly static: string;
  readonly loss: number;
  readonly seed: number;
  readonly keyUpdates: number;
  readonly migrations: number;
  readonly psk?: PskModeName;
  readonly resume?: boolean;
  readonly earlyData: number;
  readonly clientAuthentication?: 'handshake' | 'later';
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
    .addOption(
      new Option('--psk [mode]', 'authenticate both sides by a pre-shared key')
        .choices(['psk_dhe_ke', 'psk_ke'])
        .preset('psk_dhe_ke'),
    )
    .option('--resume', 'resume the session of an earlier handshake')
    .option('--early-data <n>', 'number of messages before the handshake is complete; with --resume', parseNatural, 0)
    .addOption(
      new Option('--client-authentication [when]', 'request the certificate of the client, in the handshake or later')
        .choices(['handshake', 'later'])
        .preset('later'),
    )
    .addHelpText('after', examples)
    .action(inspect);
}

async function inspect({ static: file, ...options }: Options): Promise<void> {
  const { keyUpdates, migrations, earlyData } = options;
  if (keyUpdates > 100) throw new UsageError('--key-updates: the maximum is 100');
  if (migrations > 100) throw new UsageError('--migrations: the maximum is 100');
  if (earlyData > 100) throw new UsageError('--early-data: the maximum is 100');
  const { recordHandshake, renderStaticPage, packagedCharts } = await import('../../inspector/index.ts');
  const recording = inFlags(() => recordHandshake(options));
  writeOutput(file, await renderStaticPage({ charts: await packagedCharts('dtls13'), recording }));
  remark(`wrote ${file}: ${recording.steps.length} steps`);
}

const FLAGS: Readonly<Record<string, string>> = {
  psk: '--psk',
  resume: '--resume',
  earlyData: '--early-data',
  clientAuthentication: '--client-authentication',
};

/** Throws a ConfigError as an error of the flag. */
function inFlags<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const flag = error instanceof ConfigError && Object.hasOwn(FLAGS, error.option) ? FLAGS[error.option] : undefined;
    if (flag === undefined || !(error instanceof ConfigError)) throw error;
    throw new UsageError(`${flag}: ${error.reason.replaceAll(/`(\w+)`/g, (text, option) => FLAGS[option] ?? text)}`);
  }
}
