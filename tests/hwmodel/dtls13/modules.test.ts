import test from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { CryptoEngineAddress, cryptoEngineOperationAt } from '../../../generated/dtls13/hardware/crypto-engine.ts';
import type { Datagram } from '../../../generated/dtls13/hardware/datagram.ts';
import { ipDefault } from '../../../generated/dtls13/hardware/stack-profiles.ts';
import { CryptoInitiator } from '../../../hwmodel/dtls13/crypto-initiator.ts';
import { LoggingProvider } from '../../../hwmodel/dtls13/logging-provider.ts';
import { OperationLog } from '../../../hwmodel/dtls13/operation-log.ts';
import { TimedCryptoEngine } from '../../../hwmodel/dtls13/timed-crypto-engine.ts';
import { TimedLink } from '../../../hwmodel/dtls13/timed-link.ts';
import { Fifo, Kernel } from '../../../hwmodel/kernel/index.ts';
import { Command, GenericPayload, InitiatorSocket, ResponseStatus, TargetSocket } from '../../../hwmodel/tlm/index.ts';

function engine(timing = ipDefault.cryptoEngine) {
  const kernel = new Kernel();
  const crypto = new TimedCryptoEngine(kernel, 'crypto', timing);
  const socket = new InitiatorSocket(kernel, 'cpu.crypto', { busWidthBits: 128 });
  socket.bind(crypto.service);
  const send = (prepare: (payload: GenericPayload) => void, delayPs = 0) => {
    const payload = new GenericPayload().set(Command.WRITE, CryptoEngineAddress.hash, new Uint8Array(64));
    payload.streamingWidth = 16;
    prepare(payload);
    return { delayPs: socket.bTransport(payload, delayPs), status: payload.responseStatus };
  };
  return { kernel, crypto, socket, send };
}

test('the crypto engine serves an operation in the time of its latency model', (t) => {
  const { send, crypto } = engine();
  t.deepEqual(
    send(() => {}),
    { delayPs: 40_000, status: ResponseStatus.OK },
  );
  t.is(crypto.busyPs, 40_000);
});

test('an operation that arrives while the engine is busy waits', (t) => {
  const { send } = engine();
  t.is(send(() => {}).delayPs, 40_000);
  t.is(send(() => {}).delayPs, 80_000);
  t.is(send(() => {}, 1_000_000).delayPs, 1_040_000);
});

test('the crypto engine refuses an invalid transaction with its status and without a delay', (t) => {
  const { send, crypto } = engine();
  const status = (prepare: (payload: GenericPayload) => void) => {
    const result = send(prepare, 5);
    t.is(result.delayPs, 5);
    return result.status;
  };
  t.is(
    status((p) => (p.command = Command.READ)),
    ResponseStatus.COMMAND_ERROR,
  );
  t.is(
    status((p) => (p.address = 0xf00)),
    ResponseStatus.ADDRESS_ERROR,
  );
  t.is(
    status((p) => (p.address = 0x51)),
    ResponseStatus.ADDRESS_ERROR,
  );
  t.is(
    status((p) => (p.byteEnables = Uint8Array.of(0xff))),
    ResponseStatus.BYTE_ENABLE_ERROR,
  );
  t.is(
    status((p) => (p.streamingWidth = 64)),
    ResponseStatus.BURST_ERROR,
  );
  t.is(crypto.busyPs, 0);
});

test('every address maps to its operation', (t) => {
  for (const [operation, address] of Object.entries(CryptoEngineAddress)) {
    t.is(cryptoEngineOperationAt(address), operation as keyof typeof CryptoEngineAddress);
  }
});

test('an initiator issues operations of any size and reports a refused one', (t) => {
  const { socket } = engine();
  const requests = new CryptoInitiator(socket);
  const hash = (bytes: number) => requests.issue({ kind: 'operation', operation: 'hash', bytes, module: 'record' });
  t.is(hash(16), 10_000);
  t.is(hash(5000), 10_000 + 313 * 10_000);
  const unknown = { kind: 'operation', operation: 'dance', bytes: 1, module: 'record' } as unknown as Parameters<
    CryptoInitiator['issue']
  >[0];
  t.throws(() => requests.issue(unknown), { code: 'ERR_WIRECHART_MODEL_PAYLOAD' });
});

test('the error of a refused operation contains the socket, the operation and the status', (t) => {
  const kernel = new Kernel();
  const socket = new InitiatorSocket(kernel, 'cpu.crypto');
  const target = new TargetSocket(kernel, 'other', {}, (payload, delayPs) => {
    payload.responseStatus = ResponseStatus.ADDRESS_ERROR;
    return delayPs;
  });
  socket.bind(target);
  const hash = { kind: 'operation', operation: 'hash', bytes: 8, module: 'record' } as const;
  t.throws(() => new CryptoInitiator(socket).issue(hash), {
    code: 'ERR_WIRECHART_MODEL_PAYLOAD',
    message: 'cpu.crypto: hash of 8 bytes was refused with status -2',
  });
});

test('a profile with a number out of range is refused by the module that uses it', (t) => {
  const timing = { ...ipDefault.cryptoEngine, hmac: { setupPs: 0, perBlockPs: -1, blockBytes: 16 } };
  t.throws(() => engine(timing), { code: 'ERR_WIRECHART_CONFIG', message: /^crypto\.timing\.hmac\.perBlockPs: / });
  const isLost = () => false;
  const link = (change: object) => () => new TimedLink(new Kernel(), 'link', { ...ipDefault.link, ...change }, isLost);
  t.throws(link({ propagationDelayPs: 0.5 }), { message: /^link\.timing\.propagationDelayPs: / });
  for (const lossPpm of [-1, 0.5, 1_000_001]) {
    t.throws(link({ lossPpm }), { message: /^link\.timing\.lossPpm: / });
  }
  t.throws(link({ serialization: { setupPs: 0, perBlockPs: 0, blockBytes: 0 } }), {
    message: /^link\.timing\.serialization\.blockBytes: /,
  });
});

function link(depth: number, isLost: (datagram: Datagram) => boolean, perBlockPs = 8000) {
  const kernel = new Kernel();
  const serialization = { setupPs: 0, perBlockPs, blockBytes: 1 };
  const timed = new TimedLink(kernel, 'link', { serialization, propagationDelayPs: 1_000_000, lossPpm: 0 }, isLost);
  const [ingress, egress] = [new Fifo<Datagram>(kernel, 'ingress', 16), new Fifo<Datagram>(kernel, 'egress', depth)];
  timed.ingress.bind(ingress);
  timed.egress.bind(egress);
  const arrived: string[] = [];
  egress.observer = { itemPut: ({ sequence }, now) => arrived.push(`${sequence} at ${now}`), itemTaken: () => {} };
  for (const sequence of [0, 1, 2]) ingress.put({ sequence, data: new Uint8Array(100) });
  kernel.run();
  return { timed, arrived };
}

test('datagrams are serialized one after the other and their propagation delays overlap', (t) => {
  t.deepEqual(link(16, () => false).arrived, ['0 at 1800000', '1 at 2600000', '2 at 3400000']);
  t.deepEqual(link(16, () => false, 0).arrived, ['0 at 1000000', '1 at 1000000', '2 at 1000000']);
});

test('a lost datagram is serialized too', (t) => {
  const { timed, arrived } = link(16, ({ sequence }) => sequence === 1);
  t.deepEqual(arrived, ['0 at 1800000', '2 at 3400000']);
  t.is(timed.lost, 1);
});

test('datagrams that arrive at a full receive fifo are dropped and counted', (t) => {
  const { timed, arrived } = link(1, () => false);
  t.deepEqual(arrived, ['0 at 1800000']);
  t.is(timed.overflowed, 2);
  t.is(timed.lost, 0);
});

test('the logging provider returns the results of its provider, and logs each operation with its size', (t) => {
  const seed = new Uint8Array(32);
  const [bare, log] = [createPortableProvider({ seed }), new OperationLog()];
  const logging = new LoggingProvider(createPortableProvider({ seed }), log);
  t.is(logging.name, 'portable');
  t.deepEqual(logging.capabilities, bare.capabilities);
  const message = new Uint8Array(100).fill(7);

  const hash = logging.hash('sha384');
  hash.update(message);
  hash.update(new Uint8Array(0));
  const expected = bare.hash('sha384');
  expected.update(message);
  t.deepEqual(hash.digest(), expected.digest());
  t.is(hash.length, 48);
  t.deepEqual(logging.hmac('sha256', message, message), bare.hmac('sha256', message, message));
  logging.hmac('sha256', message, new Uint8Array(0));

  for (const group of ['x25519', 'secp256r1'] as const) {
    const [ours, theirs] = [logging.generateKeyPair(group), bare.generateKeyPair(group)];
    t.deepEqual(ours.publicKey, theirs.publicKey);
    t.is(ours.group, group);
    t.deepEqual(ours.agree(theirs.publicKey), theirs.agree(ours.publicKey));
  }

  for (const name of ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const) {
    const key = new Uint8Array(name === 'aes-128-gcm' ? 16 : 32);
    const [slab, nonce] = [new Uint8Array(5 + 40 + 16), new Uint8Array(12)];
    const aead = logging.aead(name, key);
    aead.seal(nonce, slab, 0, 5, 40);
    t.true(bare.aead(name, key).open(nonce, slab.slice(), 0, 5, 40 + aead.tagLength));
    t.true(aead.open(nonce, slab, 0, 5, 40 + aead.tagLength));
    t.false(aead.open(nonce, slab, 0, 5, 3), 'too short for a tag: no operation is logged');
    const [mask, same] = [new Uint8Array(2), new Uint8Array(2)];
    logging.recordNumberMask(name, key).mask(slab, 0, mask);
    bare.recordNumberMask(name, key).mask(slab, 0, same);
    t.deepEqual(mask, same);
  }
  const target = new Uint8Array(8);
  logging.random(target);
  t.true(logging.equal(target, target.slice()));
  t.deepEqual(
    log
      .take()
      .map((step) => (step.kind === 'operation' ? `${step.module} ${step.operation} ${step.bytes}` : step.kind)),
    [
      'handshake hash 100',
      'handshake hash 128',
      'handshake hmac 100',
      'handshake hmac 1',
      'handshake x25519KeyGeneration 32',
      'handshake x25519KeyAgreement 32',
      'handshake secp256r1KeyGeneration 65',
      'handshake secp256r1KeyAgreement 65',
      ...['record aes128GcmSeal 40', 'record aes128GcmOpen 40', 'record aes128Mask 16'],
      ...['record aes256GcmSeal 40', 'record aes256GcmOpen 40', 'record aes256Mask 16'],
      ...['record chacha20Poly1305Seal 40', 'record chacha20Poly1305Open 40', 'record chacha20Mask 16'],
    ],
  );
  t.deepEqual(log.take(), []);
});
