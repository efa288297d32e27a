/**
 * Records handshakes of TLS 1.3 with OpenSSL under hybrid key shares of ours into tests/vectors/openssl:
 * `node dist/tests/interop/record-hybrids.js`, with Node 24.7 or newer. Only the hellos are exchanged: OpenSSL logs the
 * server's handshake traffic secret, which depends on the shared secret.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net';
import process from 'node:process';
import { connect, createServer } from 'node:tls';
import type { HybridGroupName } from 'wirechart/crypto';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { mlKem } from 'wirechart/crypto/post-quantum';
import { NamedGroup } from 'wirechart/dtls13/wire';
import { issue } from '../certificates/authority.ts';
import { type RecordedHybrid, recordedHybrids } from '../recorded-hybrid.ts';

const [HANDSHAKE, CLIENT_HELLO, SERVER_HELLO] = [22, 1, 2];
const SUITE = 0x1301;

const list: RecordedHybrid[] = [];
for (const group of ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'] as const) {
  list.push(await asClient(group), await asServer(group));
}
mkdirSync('tests/vectors/openssl', { recursive: true });
writeFileSync(recordedHybrids, `${JSON.stringify(list, undefined, 1)}\n`);

/** Our share from a seed of the portable provider. */
function seeded(seed: Uint8Array) {
  return createPortableProvider({ seed, mlKem });
}

async function asClient(group: HybridGroupName): Promise<RecordedHybrid> {
  const seed = randomBytes(32);
  const { share } = seeded(seed).generateKeyPair(group);
  const { key, pem } = await issue();
  const server = createServer({ key, cert: pem, minVersion: 'TLSv1.3', ecdhCurve: group });
  const secrets = keyLog(server);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connectTcp((server.address() as { port: number }).port, '127.0.0.1');
  const clientHello = message(CLIENT_HELLO, clientHelloBody(group, share));
  socket.write(record(clientHello));
  const serverHello = await firstMessage(socket);
  const secret = await secrets;
  socket.destroy();
  server.close();
  return recorded(group, 'client', seed, clientHello, serverHello, secret);
}

async function asServer(group: HybridGroupName): Promise<RecordedHybrid> {
  const seed = randomBytes(32);
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const { port } = server.address() as { port: number };
  const client = connect({
    port,
    host: '127.0.0.1',
    minVersion: 'TLSv1.3',
    ecdhCurve: group,
    rejectUnauthorized: false,
  });
  client.on('error', () => {});
  const secrets = keyLog(client);
  const socket = await accepted;
  const clientHello = await firstMessage(socket);
  const { sessionId, share } = readClientHello(clientHello, group);
  const response = seeded(seed).respond(group, share);
  if (response === undefined) throw new Error('the share of OpenSSL is not valid');
  const serverHello = message(SERVER_HELLO, serverHelloBody(group, response.share, sessionId));
  socket.write(record(serverHello));
  const secret = await secrets;
  socket.destroy();
  client.destroy();
  server.close();
  return recorded(group, 'server', seed, clientHello, serverHello, secret);
}

function recorded(
  group: HybridGroupName,
  role: 'client' | 'server',
  seed: Uint8Array,
  clientHello: Uint8Array,
  serverHello: Uint8Array,
  secret: string,
): RecordedHybrid {
  return {
    about: `wirechart as ${role} with OpenSSL ${process.versions.openssl}, ${new Date().toISOString().slice(0, 10)}`,
    group,
    role,
    seed: hex(seed),
    clientHello: hex(clientHello),
    serverHello: hex(serverHello),
    serverHandshakeTrafficSecret: secret,
  };
}

/** SERVER_HANDSHAKE_TRAFFIC_SECRET: a client logs its own secret later. */
function keyLog(from: { on(event: 'keylog', listener: (line: Buffer) => void): unknown }): Promise<string> {
  return new Promise((resolve) => {
    from.on('keylog', (line) => {
      const [label, , secret = ''] = line.toString().trim().split(' ');
      if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET') resolve(secret);
    });
  });
}

/** The first handshake message that arrives, which is in one record. */
function firstMessage(socket: Socket): Promise<Uint8Array> {
  let received = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 5 || received.length < 5 + received.readUInt16BE(3)) return;
      resolve(Uint8Array.from(received.subarray(5, 5 + received.readUInt16BE(3))));
    });
  });
}

function clientHelloBody(group: HybridGroupName, share: Uint8Array): Uint8Array {
  return Buffer.concat([
    uint16(0x0303),
    randomBytes(32),
    vector8(randomBytes(32)),
    vector16(uint16(SUITE)),
    vector8(Uint8Array.of(0)),
    vector16(
      Buffer.concat([
        extension(43, vector8(uint16(0x0304))),
        extension(10, vector16(uint16(NamedGroup[group]))),
        extension(13, vector16(uint16(0x0403))),
        extension(51, vector16(Buffer.concat([uint16(NamedGroup[group]), vector16(share)]))),
      ]),
    ),
  ]);
}

function serverHelloBody(group: HybridGroupName, share: Uint8Array, sessionId: Uint8Array): Uint8Array {
  return Buffer.concat([
    uint16(0x0303),
    randomBytes(32),
    vector8(sessionId),
    uint16(SUITE),
    Uint8Array.of(0),
    vector16(
      Buffer.concat([
        extension(43, uint16(0x0304)),
        extension(51, Buffer.concat([uint16(NamedGroup[group]), vector16(share)])),
      ]),
    ),
  ]);
}

/** What a ServerHello depends on. */
function readClientHello(bytes: Uint8Array, group: HybridGroupName) {
  const hello = Buffer.from(bytes);
  const sessionLength = hello.readUInt8(38);
  const sessionId = hello.subarray(39, 39 + sessionLength);
  const wanted = uint16(NamedGroup[group]);
  // The list of shares is the only place where the code point precedes a length of this size.
  for (let at = hello.indexOf(wanted); at !== -1; at = hello.indexOf(wanted, at + 1)) {
    const length = at + 4 <= hello.length ? hello.readUInt16BE(at + 2) : 0;
    if (length > 1000 && at + 4 + length <= hello.length) {
      return { sessionId, share: Uint8Array.from(hello.subarray(at + 4, at + 4 + length)) };
    }
  }
  throw new Error('OpenSSL sent no share of the group');
}

function message(type: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(type, body.length >>> 16, body.length >>> 8, body.length), body]);
}

function record(content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(HANDSHAKE), uint16(0x0303), vector16(content)]);
}

function extension(type: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([uint16(type), vector16(data)]);
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

function vector8(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

function vector16(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
