import process from 'node:process';
import type { Dissector, RawValue } from 'wirechart/dissect';
import { ConfigError } from 'wirechart/runtime';
import { CommandError, UsageError } from '../../terminal/failure.ts';
import { readInput } from '../../terminal/option-values.ts';
import { inFlags } from '../flag-names.ts';
import { externalPsk } from '../psk-flag.ts';
import { readTicketKeys } from '../ticket-keys-file.ts';
import { openInput } from './input.ts';
import { MessageReport } from './message-report.ts';
import type { Report } from './report.ts';
import { showInput } from './show-input.ts';
import { openSpecs } from './spec-source.ts';
import type { TreeStyle } from './tree-text.ts';

/** The options of the command line. */
export interface DecodeOptions {
  readonly type?: string;
  readonly protocol?: string;
  readonly root?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly keylog?: string;
  readonly cidLength?: number;
  readonly ticketKeys?: string;
  readonly psk?: string;
  readonly session?: string;
  readonly binary?: boolean;
  readonly lines?: boolean;
  readonly depth?: number;
  readonly raw?: boolean;
  readonly docs?: boolean;
  readonly json?: boolean;
}

/** Prints the decoded input. Throws CommandError if it cannot be read, UsageError for invalid options. */
export async function decode(words: readonly string[], options: DecodeOptions): Promise<void> {
  const { type, protocol, root, keylog, cidLength, param = {}, binary = false, lines = false, json = false } = options;
  const { depth = Number.POSITIVE_INFINITY, raw = false, docs = false } = options;
  if (type !== undefined && keylog !== undefined) throw new UsageError('--type and --keylog exclude each other');
  if (type !== undefined && cidLength !== undefined) throw new UsageError('--type and --cid-length exclude each other');
  for (const [flag, value] of pskFlags(options)) {
    if (type !== undefined && value !== undefined) throw new UsageError(`--type and ${flag} exclude each other`);
  }
  if (type === undefined && Object.keys(param).length > 0) throw new UsageError('--param needs --type');
  const dissector = await openSpecs(root, protocol);
  if (type === undefined && dissector.protocol !== 'dtls13') {
    throw new UsageError(`--type is required: ${dissector.types.map(({ id }) => id).join(', ')}`);
  }
  const style = { depth, raw, docs };
  // Checked before the input is read, so that an error in the command line is reported at once.
  const params = type === undefined ? {} : checkedParams(dissector, type, param);
  const input = await openInput(words, { binary, lines });
  const report =
    type === undefined
      ? await dtlsReport(dissector, options, style, json, input.kind === 'bytes')
      : new MessageReport(dissector, type, params, style, json);
  await showInput(input, report);
  if (report.problems > 0) process.exitCode = 1;
}

const flags = {
  ticketKeys: { flag: '--ticket-keys', file: true },
  psks: { flag: '--psk' },
  session: { flag: '--session', file: true },
};

/** The flags with keys of resumed connections. */
function pskFlags({ ticketKeys, psk, session }: DecodeOptions): readonly [string, string | undefined][] {
  return [
    ['--ticket-keys', ticketKeys],
    ['--psk', psk],
    ['--session', session],
  ];
}

async function dtlsReport(
  dissector: Dissector,
  options: DecodeOptions,
  style: TreeStyle,
  json: boolean,
  all: boolean,
): Promise<Report> {
  const { keylog: path, cidLength = 0, ticketKeys, psk, session } = options;
  const [{ DtlsReport }, { importSession, KeyLog, TrafficDissection }, { opensslProvider }] = await Promise.all([
    import('./dtls-report.ts'),
    import('wirechart/dtls13/core'),
    import('wirechart/crypto/openssl'),
  ]);
  const keyLog = path === undefined ? undefined : new KeyLog(Buffer.from(readInput(path)).toString('latin1'));
  if (keyLog !== undefined && keyLog.size === 0)
    throw new CommandError(`${path} is not a key log: it contains no secrets`);
  const traffic = inFlags(flags, () => {
    const known = {
      ticketKeys: ticketKeys === undefined ? undefined : readTicketKeys(ticketKeys),
      psks: psk === undefined ? undefined : [externalPsk(psk)],
      sessions: session === undefined ? undefined : [importSession(readInput(session))],
    };
    return new TrafficDissection(opensslProvider, keyLog, { connectionIdLength: cidLength, ...known });
  });
  return new DtlsReport(traffic, dissector, style, json, all);
}

/** The parameters of the message. Throws UsageError if one is missing or invalid. */
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

/** The given parameters with the types of the spec. `dissect` throws for a missing one. */
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
  throw new UsageError(`--param: ${id} must be a ${kind}, not "${text}"`);
}
