import process from 'node:process';
import { type Command, InvalidArgumentError } from 'commander';
import type { Dissector, RawValue } from '../generator/dissect/index.ts';
import { readArguments } from './decode/input.ts';
import { openSpecs } from './decode/spec-source.ts';
import { treeJson } from './decode/tree-json.ts';
import { treeLines } from './decode/tree-text.ts';
import { UsageError } from './failure.ts';
import { parseNatural } from './option-values.ts';
import { print } from './terminal.ts';

const examples = `
Examples:
  $ wirechart decode --type alert 02 28                  bytes as one message of the specs
  $ wirechart decode --type client_hello hello.hex       the same from a file; without a name from standard input
  $ wirechart decode --type unified_header --param len_connection_id=0 2f1234002a
  $ wirechart decode --root mine --type packet --json packet.hex

Every name and meaning comes from the specs: those of --root, of the nearest folder with specs, or those that come with
this package. What does not decode is said where it stands, and reading goes on behind it as far as lengths allow.
Exit code 1: something in the bytes is not as the specs have it.
`;

interface Options {
  readonly type?: string;
  readonly protocol?: string;
  readonly root?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly binary?: boolean;
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
    .option('--binary', 'take a file as bytes, whatever it looks like')
    .option('--depth <n>', 'show so many levels', parseNatural)
    .option('--raw', 'show all bytes of long fields')
    .option('--docs', 'show what the specs say about each field')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', examples)
    .action(decode);
}

async function decode(words: readonly string[], options: Options): Promise<void> {
  const { type, protocol, root, binary = false, json = false } = options;
  const dissector = await openSpecs(root, protocol);
  if (type === undefined) {
    throw new UsageError(`say --type: ${dissector.types.map(({ id }) => id).join(', ')}`);
  }
  const { bytes } = await readArguments(words, binary);
  const { problemsIn } = await import('../generator/dissect/index.ts');
  const tree = dissector.dissect(type, bytes, { params: paramsFor(dissector, type, options.param ?? {}) });
  const { depth = Number.POSITIVE_INFINITY, raw = false, docs = false } = options;
  if (json) print(JSON.stringify(treeJson(tree)));
  else for (const line of treeLines(bytes, tree, { depth, raw, docs })) print(line);
  if (problemsIn(tree).length > 0) process.exitCode = 1;
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
  throw new UsageError(
    `--param: ${id} is ${kind === undefined ? 'not a param of the type' : `a ${kind}, not "${text}"`}`,
  );
}

function collectParam(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([a-z_][a-z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write NAME=VALUE.');
  return { ...before, [name]: value };
}
