import { type Command, InvalidArgumentError } from 'commander';
import { parseConnectionIdLength, parseNatural } from '../terminal/option-values.ts';
import type { DecodeOptions } from './decode/decode.ts';

const examples = `
Examples:
  $ wirechart decode handshake.pcap --keylog keys.txt    datagrams of DTLS 1.3, decrypted with the key log
  $ wirechart decode resumed.pcap --ticket-keys keys     tickets opened, binders of resumed sessions verified
  $ wirechart decode rest.pcap --cid-length 8            the same without the handshake
  $ wirechart decode 15fefd00000000000000000002 0228     one datagram
  $ wirechart decode --type alert 0228                   one message that a spec describes
  $ wirechart decode --type client_hello < hello.hex     the same, from standard input
  $ wirechart decode --type unified_header --param len_connection_id=0 2f1234002a
  $ wirechart decode --root mine --type packet --json packet.hex

Input is a pcap or pcapng file, hexadecimal digits in any layout, or with --binary the bytes themselves. The names come
from the specs: those of --root, of the nearest folder with specs, or those of this package.
A field that does not decode is reported at its position; decoding continues after it if its length is known.
Exit code 1: a field does not decode, or the capture is malformed.
`;

export function addDecode(program: Command): void {
  program
    .command('decode')
    .description('decode bytes as the specs describe them')
    .argument('[input...]', 'a file or hexadecimal digits (default: standard input)')
    .option('--type <name>', 'type of the message: client_hello, ClientHello')
    .option('--protocol <name>', 'folder in spec/ (default: the only one)')
    .option('--root <dir>', 'folder that contains spec/ (default: the nearest one with specs, else this package)')
    .option('--param <name=value>', 'parameter of the message; may be repeated', collectParam)
    .option('--keylog <file>', 'secrets to decrypt records of DTLS')
    .option(
      '--cid-length <bytes>',
      'length of connection ids where the capture has no hellos: 0 to 255',
      parseConnectionIdLength,
    )
    .option('--ticket-keys <file>', 'keys of the server, to open its tickets: the file of server --ticket-keys')
    .option('--psk <identity:key>', 'pre-shared key in hexadecimal digits, or identity:@file, to verify its binder')
    .option('--session <file>', 'session of a client, to verify the binder of its ticket: the file of client --session')
    .option('--lines', 'read each line of digits as a separate datagram')
    .option('--binary', 'read the input as bytes, not as digits or a capture')
    .option('--depth <n>', 'maximum number of levels to show', parseNatural)
    .option('--raw', 'show all bytes of long fields')
    .option('--docs', 'show the description of each field')
    .option('--json', 'print each datagram as a line of JSON')
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
