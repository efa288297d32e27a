import process from 'node:process';
import { type Command, InvalidArgumentError } from 'commander';
import type { Dissector, RawValue } from 'wirechart/dissect';
import { ConfigError } from 'wirechart/runtime';
import { CommandError, UsageError } from '../terminal/failure.ts';
import { parseNatural, readInput } from '../terminal/option-values.ts';
import { openInput } from './decode/input.ts';
import { MessageReport } from './decode/message-report.ts';
import type { Report } from './decode/report.ts';
import { showInput } from './decode/show-input.ts';
import { openSpecs } from './decode/spec-source.ts';
import type { TreeStyle } from './decode/tree-text.ts';

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

interface Options {
  readonly type?: string;
  readonly protocol?: string;
  readonly root?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly keylog?: string;
  readonly binary?: boolean;
  readonly lines?: boolean;
  readonly depth?: number;
  readonly raw?: boolean;
  readonly docs?: boolean;
  readonly json?: boolean;
}

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
    .action(decode);
}

async function decode(words: readonly string[], options: Options): Promise<void> {
  const { type, protocol, root, keylog, param = {}, binary = false, lines = false, json = false } = options;
  const { depth = Number.POSITIVE_INFINITY, raw = false, docs = false } = options;
  if (type !== undefined && keylog !== undefined) throw new UsageError('--type and --keylog exclude each other');
  if (type === undefined && Object.keys(param).length > 0) throw new UsageError('--param needs --type');
  const dissector = await openSpecs(root, protocol);
  if (type === undefined && dissector.protocol !== 'dtls13') {
    throw new UsageError(`say --type: ${dissector.types.map(({ id }) => id).join(', ')}`);
  }
  const style = { depth, raw, docs };
  // Before the input, so that a mistake in the command line waits for no byte of it.
  const params = type === undefined ? {} : checkedParams(dissector, type, param);
  const input = await openInput(words, { binary, lines });
  const report =
    type === undefined
      ? await dtlsReport(dissector, keylog, style, json, input.kind === 'bytes')
      : new MessageReport(dissector, type, params, style, json);
  await showInput(input, report);
  if (report.problems > 0) process.exitCode = 1;
}

async function dtlsReport(
  dissector: Dissector,
  path: string | undefined,
  style: TreeStyle,
  json: boolean,
  all: boolean,
): Promise<Report> {
  const [{ DtlsReport }, { KeyLog, TrafficDissection }, { opensslProvider }] = await Promise.all([
    import('./decode/dtls-report.ts'),
    import('wirechart/dtls13/core'),
    import('wirechart/crypto/openssl'),
  ]);
  const keyLog = path === undefined ? undefined : new KeyLog(Buffer.from(readInput(path)).toString('latin1'));
  if (keyLog !== undefined && keyLog.size === 0) throw new CommandError(`${path} holds no secrets: it is no key log`);
  return new DtlsReport(new TrafficDissection(opensslProvider, keyLog), dissector, style, json, all);
}

/** What a type asks for is asked of the command line. Throws UsageError. */
function checkedParams(dissector: Dissector, type: string, given: Readonly<Record<string, string>>) {
  try {
    const params = paramsFor(dissector, type, given);
    dissector.dissect(type, new Uint8Array(), { params });
    return params;
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(`--${error.message}`.replace(/^--params/, '--param'));
    throw error;
  }
}

/** Values of params as the spec wants them; what is not given is complained about by whoever needs it. */
function paramsFor(
  dissector: Dissector,
  type: string,
  given: Readonly<Record<string, string>>,
): Record<string, RawValue> {
  const kinds = new Map(dissector.type(type).params.map(({ id, kind }) => [id, kind]));
  return Object.fromEntries(Object.entries(given).map(([id, text]) => [id, paramValue(id, text, kinds.get(id))]));
}

function paramValue(id: string, text: string, kind: 'number' | 'boolean' | 'bytes' | undefined): RawValue {
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (kind === 'bytes' && /^([0-9a-f]{2})*$/i.test(text)) return Uint8Array.from(Buffer.from(text, 'hex'));
  if (kind !== 'boolean' && kind !== 'bytes' && /^(0x[0-9a-f]+|\d+)$/i.test(text)) return Number(text);
  throw new UsageError(`--param: ${id} is a ${kind}, not "${text}"`);
}

function collectParam(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z_][a-z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write NAME=VALUE.');
  return { ...before, [name]: value };
}
