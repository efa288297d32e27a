import test from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import { LoggingProvider } from '../../../hwmodel/dtls13/logging-provider.ts';
import { OperationLog } from '../../../hwmodel/dtls13/operation-log.ts';

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
    t.deepEqual(ours.share, theirs.share);
    t.is(ours.group, group);
    t.deepEqual(ours.agree(theirs.share), theirs.agree(ours.share));
    t.deepEqual(logging.respond(group, ours.share), bare.respond(group, ours.share));
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
      ...['handshake x25519KeyGeneration 32', 'handshake x25519KeyAgreement 32'],
      ...['handshake x25519KeyGeneration 32', 'handshake x25519KeyAgreement 32'],
      ...['handshake secp256r1KeyGeneration 65', 'handshake secp256r1KeyAgreement 65'],
      ...['handshake secp256r1KeyGeneration 65', 'handshake secp256r1KeyAgreement 65'],
      ...['handshake keyInstallation 16', 'record aes128GcmSeal 40', 'record aes128GcmOpen 40'],
      ...['handshake keyInstallation 16', 'record aes128Mask 16'],
      ...['handshake keyInstallation 32', 'record aes256GcmSeal 40', 'record aes256GcmOpen 40'],
      ...['handshake keyInstallation 32', 'record aes256Mask 16'],
      ...['handshake keyInstallation 32', 'record chacha20Poly1305Seal 40', 'record chacha20Poly1305Open 40'],
      ...['handshake keyInstallation 32', 'record chacha20Mask 16'],
    ],
  );
  t.deepEqual(log.take(), []);
});

test('an algorithm that the modelled crypto engine does not have is refused and takes no time', (t) => {
  const log = new OperationLog();
  const logging = new LoggingProvider(createPortableProvider(), log);
  const bare = createPortableProvider();
  const refused = (run: () => unknown, name: string) =>
    t.throws(run, { code: 'ERR_WIRECHART_CONFIG', message: `provider: the modelled crypto engine has no ${name}` });
  refused(() => logging.generateKeyPair('secp384r1'), 'secp384r1');
  refused(() => logging.respond('x448', bare.generateKeyPair('x448').share), 'x448');
  const ccm = logging.aead('aes-128-ccm', new Uint8Array(16));
  refused(() => ccm.seal(new Uint8Array(12), new Uint8Array(40), 0, 5, 10), 'aes-128-ccm');
  refused(() => ccm.open(new Uint8Array(12), new Uint8Array(40), 0, 5, 30), 'aes-128-ccm');
  const mask = logging.recordNumberMask('aes-128-ccm-8', new Uint8Array(16));
  refused(() => mask.mask(new Uint8Array(16), 0, new Uint8Array(2)), 'aes-128-ccm-8');
  t.deepEqual(log.take(), []);
});
