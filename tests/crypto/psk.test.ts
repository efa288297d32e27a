import test from 'ava';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { importPsk } from '../../runtime/crypto/psk-importer.ts';
import { Transcript } from '../../runtime/crypto/transcript.ts';
import { digits, hex } from './hex.ts';
import { providers } from './providers.ts';
import { pskVectors } from './psk-vectors.ts';
import { rfc8448Resumed as rfc } from './rfc8448-resumed.ts';

for (const provider of providers) {
  test(`${provider.name}: the ticket and ClientHello of RFC 8448 give its PSK, binder and secrets`, (t) => {
    const digestOf = (bytes: Uint8Array) => {
      const transcript = new Transcript(provider);
      transcript.add(bytes);
      transcript.select('sha256');
      return transcript.digest();
    };
    const schedule = new KeySchedule(provider, 'sha256', 'tls13 ', hex(rfc.psk));
    t.is(digits(schedule.ticketPsk(hex(rfc.resumptionSecret), rfc.ticketNonce)), rfc.psk);
    const binderKey = schedule.binderKey('resumption');
    t.is(digits(binderKey), rfc.binderKey);
    const truncated = digestOf(rfc.clientHello.subarray(0, -rfc.bindersLength));
    t.is(digits(truncated), rfc.hashOfTruncatedClientHello);
    t.is(digits(schedule.finishedVerifyData(binderKey, truncated)), rfc.binder);
    const complete = digestOf(rfc.clientHello);
    t.is(digits(complete), rfc.hashOfClientHello);
    t.is(digits(schedule.earlyTrafficSecret(complete)), rfc.clientEarlyTraffic);
    t.is(digits(schedule.earlyExporterSecret(complete)), rfc.earlyExporter);
    schedule.enterHandshake(rfc.sharedSecret);
    const { client, server } = schedule.handshakeTrafficSecrets(hex(rfc.hashThroughServerHello));
    t.is(digits(client), rfc.clientHandshakeTraffic);
    t.is(digits(server), rfc.serverHandshakeTraffic);
  });

  test(`${provider.name}: a key gives the secrets of a foreign program, with and without a key exchange`, (t) => {
    for (const vector of pskVectors.schedules) {
      const schedule = new KeySchedule(provider, vector.hash, 'dtls13', hex(vector.psk));
      const helloHash = hex(vector.helloHash);
      t.is(digits(schedule.earlyTrafficSecret(helloHash)), vector.clientEarlyTraffic);
      t.is(digits(schedule.earlyExporterSecret(helloHash)), vector.earlyExporter);
      schedule.enterHandshake(vector.sharedSecret === '' ? undefined : hex(vector.sharedSecret));
      t.is(digits(schedule.handshakeTrafficSecrets(helloHash).client), vector.clientHandshakeTraffic);
      schedule.enterMain();
      const resumption = schedule.resumptionSecret(hex(vector.finishedHash));
      t.is(digits(resumption), vector.resumption);
      t.is(digits(schedule.ticketPsk(resumption, hex(vector.ticketNonce))), vector.ticketPsk);
    }
  });

  test(`${provider.name}: an imported key is that of a foreign program`, (t) => {
    for (const { hash, targetHash, key, identity, imported } of pskVectors.imports) {
      t.is(digits(importPsk(provider, hash, hex(key), hex(identity), targetHash, 'dtls13')), imported);
    }
  });
}
