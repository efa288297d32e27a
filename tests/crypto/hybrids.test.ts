import test from 'ava';
import { NamedGroup } from '../../generated/dtls13/registries/named-group.ts';
import { digestOf } from '../../runtime/crypto/hkdf.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import { readRecordedHybrids } from '../recorded-hybrid.ts';
import { digits, hex } from './hex.ts';

/** The share of a group in a hello: the code point, the length and the share are at the end or before an extension. */
function shareIn(hello: Uint8Array, codePoint: number, length: number): Uint8Array {
  const head = Buffer.from([codePoint >>> 8, codePoint & 0xff, length >>> 8, length & 0xff]);
  const at = Buffer.from(hello).indexOf(head);
  return hello.subarray(at + 4, at + 4 + length);
}

for (const recorded of readRecordedHybrids()) {
  const { group, role } = recorded;

  test(`${group}: OpenSSL derived the same handshake secret from our ${role} share`, (t) => {
    const provider = createPortableProvider({ seed: hex(recorded.seed), mlKem });
    const [clientHello, serverHello] = [hex(recorded.clientHello), hex(recorded.serverHello)];
    const lengths = { X25519MLKEM768: [1216, 1120], SecP256r1MLKEM768: [1249, 1153], SecP384r1MLKEM1024: [1665, 1665] };
    const [clientLength = 0, serverLength = 0] = lengths[group];
    const clientShare = shareIn(clientHello, NamedGroup[group], clientLength);
    const serverShare = shareIn(serverHello, NamedGroup[group], serverLength);
    let secret: Uint8Array | undefined;
    if (role === 'client') {
      const keyPair = provider.generateKeyPair(group);
      t.is(digits(keyPair.share), digits(clientShare));
      secret = keyPair.agree(serverShare);
    } else {
      const response = provider.respond(group, clientShare);
      t.is(digits(response?.share), digits(serverShare));
      secret = response?.secret;
    }
    const schedule = new KeySchedule(provider, 'sha256', 'tls13 ');
    schedule.enterHandshake(secret as Uint8Array);
    const transcript = digestOf(provider, 'sha256', Uint8Array.from([...clientHello, ...serverHello]));
    const { server } = schedule.handshakeTrafficSecrets(transcript);
    t.is(digits(server), recorded.serverHandshakeTrafficSecret);
  });
}

test('the recorded handshakes have every hybrid in both roles', (t) => {
  const found = readRecordedHybrids().map(({ group, role }) => `${group} ${role}`);
  const groups = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'];
  t.deepEqual(
    found,
    groups.flatMap((group) => [`${group} client`, `${group} server`]),
  );
});
