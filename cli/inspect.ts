import type { Command } from 'commander';
import type { Recording } from '../inspector/index.ts';
import { UsageError } from './failure.ts';
import { parseNatural, parseProbability, readInput } from './option-values.ts';
import { writeOutput } from './output-file.ts';
import { color, print } from './terminal.ts';

const examples = `
Examples:
  $ wirechart inspect --static handshake.html               a handshake over a simulated network, as one page
  $ wirechart inspect --static lossy.html --loss 0.2 --seed 4
  $ wirechart inspect --static mine.html --recording run.json

The page shows the charts of both sides, what each state does, and what travels, step by step. It is one file that
needs no server and loads nothing.
`;

interface Options {
  readonly static: string;
  readonly recording?: string;
  readonly latency: number;
  readonly loss: number;
  readonly seed: number;
}

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('show the state machines of a run in a page')
    .requiredOption('--static <file>', 'HTML file to write')
    .option('--recording <file>', 'a run recorded as JSON (default: one made on a simulated network)')
    .option('--latency <ms>', 'of the simulated network, each way', parseNatural, 10)
    .option('--loss <p>', 'probability from 0 to 1 that it loses a datagram', parseProbability, 0)
    .option('--seed <n>', 'whole number from which keys and losses follow', parseNatural, 1)
    .addHelpText('after', examples)
    .action(inspect);
}

async function inspect(options: Options): Promise<void> {
  if (options.loss > 0.9) throw new UsageError('--loss: where nine of ten datagrams are lost no handshake succeeds');
  const given = options.recording === undefined ? undefined : Buffer.from(readInput(options.recording)).toString();
  const { parseRecording, recordHandshake, renderStaticPage, shippedCharts } = await import('../inspector/index.ts');
  const { latency, loss, seed } = options;
  const recording: Recording = given === undefined ? recordHandshake({ latency, loss, seed }) : parseRecording(given);
  const page = await renderStaticPage({ charts: await shippedCharts('dtls13'), recording });
  writeOutput(options.static, page);
  print(`${color.green('wrote')} ${options.static}: ${recording.steps.length} steps`);
}
