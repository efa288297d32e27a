import test from 'ava';
import { ipDefault } from '../../../generated/dtls13/hardware/stack-profiles.ts';
import { CryptoInitiator } from '../../../hwmodel/dtls13/crypto-initiator.ts';
import { TimedCryptoEngine } from '../../../hwmodel/dtls13/timed-crypto-engine.ts';
import { Kernel } from '../../../hwmodel/kernel/index.ts';
import { InitiatorSocket, ResponseStatus, TargetSocket } from '../../../hwmodel/tlm/index.ts';

test('an initiator issues operations of any size and reports a refused one', (t) => {
  const kernel = new Kernel();
  const socket = new InitiatorSocket(kernel, 'cpu.crypto', { busWidthBits: 128 });
  socket.bind(new TimedCryptoEngine(kernel, 'crypto', ipDefault.cryptoEngine).service);
  const initiator = new CryptoInitiator(socket);
  const hash = (bytes: number) => initiator.issue({ kind: 'operation', operation: 'hash', bytes, module: 'record' });
  t.is(hash(16), 10_000);
  t.is(hash(5000), 10_000 + 313 * 10_000);
  const unknown = { kind: 'operation', operation: 'unknown', bytes: 1, module: 'record' } as unknown as Parameters<
    CryptoInitiator['issue']
  >[0];
  t.throws(() => initiator.issue(unknown), { code: 'ERR_WIRECHART_MODEL_PAYLOAD' });
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
