import type { Command } from 'commander';
import { parseNatural, parseProbability } from './option-values.ts';
import { writeOutput } from './output-file.ts';
import { remark } from './terminal.ts';

const examples = `
Examples:
  $ wirechart inspect --static charts.html                every chart, and a handshake to step through
  $ wirechart inspect --static charts.html --loss 0.25 --seed 7
                                                          the same over a network that loses a quarter

The page is one file, works offline and asks nobody for anything: open it in a browser. The handshake is a real one,
run on a simulated network in virtual time.
`;

interface Options {
  readonly static: string;
  readonly loss: number;
  readonly seed: number;
}

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('draw the charts of DTLS 1.3 and a recorded handshake')
    .requiredOption('--static <file>', 'write one offline page')
    .option('--loss <p>', 'probability from 0 to 1 that the recorded network loses a datagram', parseProbability, 0)
    .option('--seed <n>', 'whole number from which keys and losses follow', parseNatural, 1)
    .addHelpText('after', examples)
    .action(inspect);
}

async function inspect({ static: file, loss, seed }: Options): Promise<void> {
  const { recordHandshake, renderStaticPage, shippedCharts } = await import('../inspector/index.ts');
  const recording = recordHandshake({ loss, seed });
  writeOutput(file, await renderStaticPage({ charts: await shippedCharts('dtls13'), recording }));
  remark(`wrote ${file}: ${recording.steps.length} steps to go through in a browser`);
}
