import { type Command, InvalidArgumentError } from 'commander';
import { parseNatural } from '../terminal/option-values.ts';
import type { DecodeOptions } from './decode/decode.ts';

const examples = `
Examples:
  $ wirechart decode handshake.pcap --keylog keys.txt    datagrams of DTLS 1.3, opened with the key log
  $ wirechart decode 15fefd00000000000000000002 0228     one datagram
  $ wirechart decode --type alert 0228                   one message of the specs
  $ wirechart decode --type client_hello < hello.hex     the same from standard input
  $ wirechart decode --type unified_header --param len_connection_id=0 2f1234002a
  $ wirechart decode --root mine --type packet --json packet.hex

Input is a pcap or pcapng file, hexadecimal digits in any layout, or with --binary the bytes themselves. Every name and
meaning comes from the specs: those of --root, of the nearest folder with specs, or those that come with this package.
What does not decode is said where it stands, and reading goes on behind it as far as lengths allow.
Exit code 1: something is not as the specs have it, or the capture is malformed.
`;

export function addDecode(program: Command): void {
  program
    .command('decode')
    .description('show bytes as the specs describe them')
    .argument('[input...]', 'a file, or hexadecimal digits; standard input if left out')
    .option('--type <name>', 'the message the bytes are: client_hello, ClientHello')
    .option('--protocol <name>', 'folder below spec/ (default: the only one there)')
    .option('--root <dir>', 'folder that holds spec/ (default: the nearest with specs, else those of this package)')
    .option('--param <name=value>', 'what the message must be told; may be repeated', collectParam)
    .option('--keylog <file>', 'secrets that open protected records of DTLS')
    .option('--lines', 'take each line of digits as a datagram of its own')
    .option('--binary', 'take a file as bytes, whatever it looks like')
    .option('--depth <n>', 'show so many levels', parseNatural)
    .option('--raw', 'show all bytes of long fields')
    .option('--docs', 'show what the specs say about each field')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', examples)
    .action(async (words: readonly string[], options: DecodeOptions) => {
      const { decode } = await import('./decode/decode.ts');
      await decode(words, options);
    });
}

function collectParam(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z_][a-z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write NAME=VALUE.');
  return { ...before, [name]: value };
}
