import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connect, type DtlsEndpoint, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { executable } from '../peer-programs.ts';
import { freePort } from './free-port.ts';

const { ca, server: identity } = await localhostPair();
const openssl = executable('openssl');

/** The output of a process so far, and a wait for text in it. */
class Output {
  readonly #child: ChildProcess;
  #text = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#text += chunk.toString('latin1');
      });
    }
  }

  get text(): string {
    return this.#text;
  }

  async has(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      if (this.#child.exitCode !== null) throw new RangeError(`ended without ${pattern}: ${this.#text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function run(t: ExecutionContext, ...words: readonly string[]): { child: ChildProcess; output: Output } {
  const child = spawn(openssl as string, words, { stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  return { child, output: new Output(child) };
}

/** The certificate and the key of the server in one file. */
function credentials(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'legacy-stack-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'server.pem');
  const key = Buffer.from(identity.key).toString('base64');
  writeFileSync(file, `${identity.pem}\n-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
  return file;
}

/** A server of DTLS 1.2, behind a socket for each client. */
async function legacyServer(t: ExecutionContext) {
  const port = await freePort();
  const server = run(t, 's_server', '-dtls1_2', '-port', `${port}`, '-cert', credentials(t), '-4', '-quiet');
  const sockets = new Map<string, Socket>();
  t.teardown(() => {
    for (const socket of sockets.values()) socket.close();
  });
  const options = (endpoint: () => DtlsEndpoint): Partial<ListenOptions> => ({
    onLegacyHello: (datagram, peer) => {
      const name = `${peer.address} ${peer.port}`;
      let socket = sockets.get(name);
      if (socket === undefined) {
        socket = createSocket('udp4');
        socket.on('message', (answer) => endpoint().sendDatagram(answer, peer));
        sockets.set(name, socket);
      }
      socket.send(datagram, port, '127.0.0.1');
    },
  });
  return { options, sockets, server };
}

(openssl === undefined ? test.skip : test)(
  'a client of DTLS 1.2 and one of DTLS 1.3 are served on one port, each by its stack',
  async (t) => {
    const { options, sockets, server } = await legacyServer(t);
    const endpoint: DtlsEndpoint = listen(
      (session) => {
        session.onmessage = (data) => void session.send(data);
      },
      {
        cert: identity.pem,
        key: identity.key,
        host: '127.0.0.1',
        port: 0,
        ...options(() => endpoint),
      },
    );
    t.teardown(() => endpoint.destroy());
    const { port } = endpoint.address();
    const refused: Error[] = [];
    endpoint.on('hellorefused', (error) => refused.push(error));
    const session = connect('localhost', port, { ca: ca.pem });
    t.teardown(() => session.destroy());
    await session.opened;
    const older = run(t, 's_client', '-dtls1_2', '-connect', `127.0.0.1:${port}`, '-quiet');
    older.child.stdin?.write('abcdef\n');
    await server.output.has(/abcdef/);
    server.child.stdin?.write('ghijkl\n');
    await older.output.has(/ghijkl/);
    // The session of DTLS 1.3 goes on beside it.
    const answer = session.messages().next();
    session.send('ghi');
    t.is(Buffer.from((await answer).value ?? []).toString(), 'ghi');
    older.child.stdin?.write('uvw\n');
    await server.output.has(/uvw/);
    t.is(sockets.size, 1);
    t.is(endpoint.stats.sessionsOpened, 1);
    t.deepEqual(refused, []);
    await session.close();
  },
);

(openssl === undefined ? test.skip : test)(
  'without onLegacyHello a client of DTLS 1.2 gets protocol_version, and a server of DTLS 1.2 is refused with an error that says so',
  async (t) => {
    const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
    t.teardown(() => endpoint.destroy());
    const refused = new Promise<Error>((resolve) => endpoint.on('hellorefused', resolve));
    const older = run(t, 's_client', '-dtls1_2', '-connect', `127.0.0.1:${endpoint.address().port}`);
    await older.output.has(/protocol version/);
    t.like(await refused, { code: 'ERR_DTLS_PEER_PROTOCOL_VERSION', reason: 'UNSUPPORTED_VERSION' });
    const port = await freePort();
    const cert = credentials(t);
    // With -listen it answers with a HelloVerifyRequest, without with a ServerHello.
    for (const more of [['-listen'], []]) {
      const server = run(t, 's_server', '-dtls1_2', '-port', `${port}`, '-cert', cert, '-4', ...more);
      await server.output.has(/ACCEPT/);
      const session = connect('127.0.0.1', port, { ca: ca.pem, ciphers: 'TLS_AES_128_GCM_SHA256' });
      await t.throwsAsync(session.opened, { message: /protocol|version/i });
      server.child.kill('SIGKILL');
      await new Promise((resolve) => server.child.once('close', resolve));
    }
  },
);

test('sendDatagram refuses what is no datagram or no address, and an endpoint that is closed', async (t) => {
  const endpoint = listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0 });
  const peer = { address: '127.0.0.1', family: 'IPv4', port: 9 } as const;
  for (const [datagram, to] of [
    ['text', peer],
    [new Uint8Array(1), undefined],
    [new Uint8Array(1), { ...peer, address: 'localhost' }],
    [new Uint8Array(1), { ...peer, port: 0 }],
    [new Uint8Array(1), { address: '127.0.0.1' }],
  ] as const) {
    t.throws(() => endpoint.sendDatagram(datagram as never, to as never), { code: 'ERR_WIRECHART_CONFIG' });
  }
  await endpoint.close();
  t.throws(() => endpoint.sendDatagram(new Uint8Array(1), peer), { code: 'ERR_DTLS_NOT_LISTENING' });
});

test('an exception of onLegacyHello does not disturb the endpoint', async (t) => {
  const thrown: unknown[] = [];
  const endpoint = listen(() => {}, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    // A rejected promise would end the process; a session that has ended is no fault.
    onLegacyHello: () => {
      thrown.push(1);
      throw Object.assign(new Error('ended'), { code: 'ERR_DTLS_CLOSED' });
    },
  });
  t.teardown(() => endpoint.destroy());
  const { port } = endpoint.address();
  const socket = createSocket('udp4');
  t.teardown(() => socket.close());
  // A ClientHello that ends before its extensions, as of DTLS 1.0.
  const body = Buffer.concat([
    Buffer.from('feff', 'hex'),
    Buffer.alloc(32, 7),
    Buffer.from('00000002130101 00'.replace(' ', ''), 'hex'),
  ]);
  const message = Buffer.concat([Buffer.from([1, 0, 0, body.length, 0, 0, 0, 0, 0, 0, 0, body.length]), body]);
  const head = Buffer.from([22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, message.length]);
  socket.send(Buffer.concat([head, message]), port, '127.0.0.1');
  while (thrown.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const session = connect('localhost', port, { ca: ca.pem });
  t.teardown(() => session.destroy());
  await t.notThrowsAsync(session.opened);
});
