import test from 'ava';
import { CryptoEngineAddress, cryptoEngineOperationAt } from '../../../generated/dtls13/hardware/crypto-engine.ts';
import { ipDefault } from '../../../generated/dtls13/hardware/stack-profiles.ts';
import { TimedCryptoEngine } from '../../../hwmodel/dtls13/timed-crypto-engine.ts';
import { Kernel } from '../../../hwmodel/kernel/index.ts';
import { Command, GenericPayload, InitiatorSocket, ResponseStatus } from '../../../hwmodel/tlm/index.ts';

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

test('a timing parameter out of range is refused', (t) => {
  const timing = { ...ipDefault.cryptoEngine, hmac: { setupPs: 0, perBlockPs: -1, blockBytes: 16 } };
  t.throws(() => engine(timing), { code: 'ERR_WIRECHART_CONFIG', message: /^crypto\.timing\.hmac\.perBlockPs: / });
});
