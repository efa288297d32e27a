import test from 'ava';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { HandshakeTranscript } from '../../../../runtime/dtls13/handshake/handshake-transcript.ts';
import { createBinder, truncatedTranscriptHash } from '../../../../runtime/dtls13/handshake/psk/binders.ts';
import {
  encodeImportedIdentity,
  importExternalPsk,
  parseImportedIdentity,
} from '../../../../runtime/dtls13/handshake/psk/imported-psk.ts';
import { decodeAll } from '../../../../runtime/wire/index.ts';
import { digits, hex } from '../../../crypto/hex.ts';
import { pskVectors } from '../../../crypto/psk-vectors.ts';
import { classicalProvider } from '../../classical-provider.ts';

test('the binders of a foreign program verify, in a first ClientHello and after a HelloRetryRequest', (t) => {
  for (const { psks, before, retry, clientHello } of pskVectors.binders) {
    const body = hex(clientHello);
    const extension = decodeAll(ClientHello, body).extensions.at(-1);
    if (extension?.kind !== 'pre_shared_key') throw new Error('no pre_shared_key');
    const { identities, binders } = extension.extensionData;
    for (const [index, psk] of psks.entries()) {
      t.is(digits(identities[index]?.identity), psk.identity);
      t.is(identities[index]?.obfuscatedTicketAge, psk.age);
      const transcript = new HandshakeTranscript(classicalProvider);
      if (retry !== undefined) {
        transcript.addMessage(HandshakeType.client_hello, hex(before));
        transcript.replaceByMessageHash(psk.hash);
        transcript.addMessage(HandshakeType.server_hello, hex(retry));
      }
      const hash = truncatedTranscriptHash(classicalProvider, transcript, psk.hash, body, extension.extensionData);
      const key = { kind: psk.kind, key: hex(psk.key), hash: psk.hash, externalIdentity: undefined };
      t.is(digits(createBinder(classicalProvider, key, hash)), digits(binders[index]?.binder), psk.kind);
    }
  }
});

test('an external key is imported with the identity and key of a foreign program', (t) => {
  for (const vector of pskVectors.imports) {
    const { hash, targetHash } = vector;
    const [externalIdentity, context, key] = [hex(vector.externalIdentity), hex(vector.context), hex(vector.key)];
    const identity = encodeImportedIdentity(externalIdentity, context, targetHash);
    t.is(digits(identity), vector.identity);
    t.deepEqual(parseImportedIdentity(identity), { externalIdentity, context, hash: targetHash });
    const psk = importExternalPsk(classicalProvider, externalIdentity, key, hash, identity, targetHash);
    t.is(digits(psk.key), vector.imported);
    t.is(psk.kind, 'imported');
  }
});

test('an identity of another form, or for another protocol, is not an imported one', (t) => {
  const identity = encodeImportedIdentity(Uint8Array.of(1), new Uint8Array(), 'sha256');
  t.is(parseImportedIdentity(identity.subarray(1)), undefined);
  const forTls = identity.slice();
  forTls.set([0x03, 0x04], identity.length - 4);
  t.is(parseImportedIdentity(forTls), undefined);
  const unknownKdf = identity.slice();
  unknownKdf[identity.length - 1] = 9;
  t.is(parseImportedIdentity(unknownKdf)?.hash, undefined);
});
