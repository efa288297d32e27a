// The shim of BoringSSL's test suite: one process for each test, started by the runner. Ends with 0 when the connection
// did what the flags say, with 89 when a flag is not implemented, and with 1 and the error on stderr otherwise.
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename } from 'node:path';
import type { Session } from 'wirechart/dtls13/core';
import { AlertError, PeerError } from 'wirechart/dtls13/core';
import { VirtualClock } from 'wirechart/testing';
import { Exchange, type ExchangeContext } from './exchange.ts';
import { type ConnectionFlags, parseFlags, UnimplementedError } from './flag-parser.ts';
import { versionRefusals } from './reasons.ts';
import { allowsLowerVersion } from './shim-endpoint.ts';
import type { ShimFlags } from './shim-flags.ts';

const UNIMPLEMENTED = 89;

/** The first connection, and those that resume the session of the one before. */
async function run({ initial, resume }: ConnectionFlags): Promise<void> {
  const clock = new VirtualClock(0);
  let session: Session | undefined;
  for (let index = 0; index <= (initial['resume-count'] ?? 0); index++) {
    const isResumption = index > 0;
    if (isResumption && !initial.server && session === undefined) throw new Error('there is no session to resume');
    session = await connectOnce(isResumption ? resume : initial, { clock, isResumption, session });
  }
}

async function connectOnce(flags: ShimFlags, context: ExchangeContext): Promise<Session | undefined> {
  const lowerVersionAllowed = allowsLowerVersion(flags) && !versionRefusals.test(testName(flags) ?? '');
  const socket = connect({ port: flags.port ?? 0, host: flags.ipv6 ? '::1' : '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const id = new DataView(new ArrayBuffer(8));
  id.setBigUint64(0, BigInt(flags['shim-id'] ?? 0), true);
  socket.write(new Uint8Array(id.buffer));
  try {
    return await new Exchange(flags, context, socket).run();
  } catch (error) {
    if (lowerVersionAllowed && isVersionMismatch(error)) throw new UnimplementedError('lowerVersion', error.message);
    throw error;
  }
}

/** The peer has no DTLS 1.3, as one side told the other. */
function isVersionMismatch(error: unknown): error is PeerError | AlertError {
  if (error instanceof PeerError) return error.reason === 'UNSUPPORTED_VERSION';
  return error instanceof AlertError && error.alert === 'protocol_version';
}

/** The name of the test, in the path that the runner gives for transcripts, without the hyphen at its end. */
function testName({ 'write-settings': path }: Pick<ShimFlags, 'write-settings'>): string | undefined {
  return path === undefined ? undefined : basename(path).slice(0, -1);
}

/** Adds a line to the file that the run collects: the test, the reason and what is not implemented. */
function reportUnimplemented(argv: readonly string[], { reason, message }: UnimplementedError): void {
  const file = process.env['WIRECHART_BOGO_REASONS'];
  const name = testName({ 'write-settings': argv[argv.indexOf('-write-settings') + 1] ?? '' });
  if (file === undefined || name === undefined) return;
  appendFileSync(file, `${name}\t${reason ?? 'unexplained'}\t${message}\n`);
}

/** The stable code of an error, its reason, and its message. */
function describe(error: unknown): string {
  if (error instanceof PeerError) return `${error.code} ${error.reason}: ${error.message}`;
  if (error instanceof AlertError) return `${error.code}: ${error.message}`;
  if (error instanceof Error) return `${'code' in error ? `${error.code}: ` : ''}${error.message}\n${error.stack}`;
  return String(error);
}

const argv = process.argv.slice(2);
try {
  const flags = parseFlags(argv);
  if (flags.initial['is-handshaker-supported']) process.stdout.write('No\n');
  else await run(flags);
} catch (error) {
  if (error instanceof UnimplementedError) {
    reportUnimplemented(argv, error);
    process.exitCode = UNIMPLEMENTED;
  } else {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = 1;
  }
}
