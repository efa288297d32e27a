import { X509Certificate } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { certificateVerifyContent } from '../../runtime/crypto/certificate-verify-content.ts';
import { KeySchedule } from '../../runtime/crypto/key-schedule.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { RecordProtection } from '../../runtime/crypto/record-protection.ts';
import { Transcript } from '../../runtime/crypto/transcript.ts';
import { readCapture, readKeyLog } from './capture.ts';
import { digits } from './hex.ts';
import { vectorTest } from './shared-vectors.ts';

/** Records under handshake and application keys in each session, as its description counts them. */
const SESSIONS = {
  'chromium-server_firefox-client': 20,
  'firefox-server_chromium-client': 26,
  'firefox-server_firefox-client': 27,
  'nss-server_nss-client': 10,
} as const;

type SessionName = keyof typeof SESSIONS;
type Side = 'client' | 'server';

interface OpenedRecord {
  readonly sender: Side;
  readonly epoch: number;
  readonly contentType: number;
  readonly content: Uint8Array;
}

const HANDSHAKE = 22;
const AES_128_GCM = { keyLength: 16, ivLength: 12 };
/** All four sessions use this form: no connection id, 16-bit number, length present. */
const HEADER_LENGTH = 5;

/** Opens every record of a session by hand, from the secrets that the peers logged. */
function openSession(provider: CryptoProvider, name: SessionName): { opened: OpenedRecord[]; protectedCount: number } {
  const secrets = readKeyLog(name);
  const schedule = new KeySchedule(provider, 'sha256', 'dtls13');
  const protections = new Map<string, RecordProtection>();
  const protectionOf = (sender: Side, epoch: number): RecordProtection => {
    const known = protections.get(`${sender} ${epoch}`);
    if (known !== undefined) return known;
    const who = sender.toUpperCase();
    const secret = secrets.get(epoch === 2 ? `${who}_HANDSHAKE_TRAFFIC_SECRET` : `${who}_TRAFFIC_SECRET_0`);
    if (secret === undefined) throw new Error(`no secret for epoch ${epoch} of the ${sender}`);
    const made = new RecordProtection(provider, 'aes-128-gcm', schedule.trafficKeys(secret, AES_128_GCM));
    protections.set(`${sender} ${epoch}`, made);
    return made;
  };

  const opened: OpenedRecord[] = [];
  let protectedCount = 0;
  let clientPort: number | undefined;
  const mask = new Uint8Array(2);
  for (const { sourcePort, payload } of readCapture(name)) {
    // The browsers speak STUN on the same port; RFC 7983 tells it by its first byte.
    if ((payload[0] ?? 0) <= 3) continue;
    clientPort ??= sourcePort;
    const sender = sourcePort === clientPort ? 'client' : 'server';
    const view = new DataView(payload.buffer);
    for (let at = 0; at < payload.length; ) {
      if (((payload[at] ?? 0) & 0xe0) !== 0x20) {
        const length = view.getUint16(at + 11);
        const content = payload.slice(at + 13, at + 13 + length);
        opened.push({ sender, epoch: 0, contentType: payload[at] ?? 0, content });
        at += 13 + length;
        continue;
      }
      const epoch = (payload[at] ?? 0) & 3;
      const length = view.getUint16(at + 3);
      const protection = protectionOf(sender, epoch);
      protection.mask(payload, at + HEADER_LENGTH, mask);
      payload[at + 1] = (payload[at + 1] ?? 0) ^ (mask[0] ?? 0);
      payload[at + 2] = (payload[at + 2] ?? 0) ^ (mask[1] ?? 0);
      protectedCount++;
      const bodyAt = at + HEADER_LENGTH;
      if (protection.open(payload, at, bodyAt, length, view.getUint16(at + 1))) {
        let end = bodyAt + length - protection.tagLength - 1;
        while (end > bodyAt && payload[end] === 0) end--;
        opened.push({ sender, epoch, contentType: payload[end] ?? 0, content: payload.slice(bodyAt, end) });
      }
      at = bodyAt + length;
    }
  }
  return { opened, protectedCount };
}

/** The handshake messages in order, each once and in its TLS form; no message of this session is in fragments. */
function messagesOf(opened: readonly OpenedRecord[], sender: Side): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (const record of opened) {
    if (record.sender !== sender || record.contentType !== HANDSHAKE) continue;
    for (let at = 0; at < record.content.length; ) {
      const view = new DataView(record.content.buffer, at);
      const length = view.getUint32(0) & 0xff_ffff;
      const sequence = view.getUint16(4);
      const tls = [...record.content.subarray(at, at + 4), ...record.content.subarray(at + 12, at + 12 + length)];
      messages[sequence] ??= Uint8Array.from(tls);
      at += 12 + length;
    }
  }
  return messages;
}

for (const provider of [opensslProvider, createPortableProvider()]) {
  for (const name of Object.keys(SESSIONS) as SessionName[]) {
    vectorTest(
      `${provider.name}: the logged secrets of ${name} unmask and open every record`,
      `captures/${name}.pcap`,
      (t) => {
        const { opened, protectedCount } = openSession(provider, name);
        t.is(protectedCount, SESSIONS[name]);
        t.is(opened.filter((record) => record.epoch > 0).length, SESSIONS[name]);
        t.deepEqual(new Set(opened.map((record) => record.epoch)), new Set([0, 2, 3]));
      },
    );
  }

  vectorTest(
    `${provider.name}: NSS signed and finished its DTLS handshake over the transcript that we compute`,
    'captures/nss-server_nss-client.pcap',
    (t: ExecutionContext) => {
      const { opened } = openSession(provider, 'nss-server_nss-client');
      const [clientHello, clientFinished] = messagesOf(opened, 'client');
      const [serverHello, encryptedExtensions, certificate, certificateVerify, serverFinished] = messagesOf(
        opened,
        'server',
      );
      const secrets = readKeyLog('nss-server_nss-client');
      const clientSecret = secrets.get('CLIENT_HANDSHAKE_TRAFFIC_SECRET');
      const serverSecret = secrets.get('SERVER_HANDSHAKE_TRAFFIC_SECRET');
      if (
        !clientHello ||
        !clientFinished ||
        !serverHello ||
        !encryptedExtensions ||
        !certificate ||
        !certificateVerify ||
        !serverFinished ||
        !clientSecret ||
        !serverSecret
      ) {
        t.fail('a message or secret is missing');
        return;
      }
      t.deepEqual([serverFinished[0], clientFinished[0], certificateVerify[0], certificate[0]], [20, 20, 15, 11]);

      const schedule = new KeySchedule(provider, 'sha256', 'dtls13');
      const transcript = new Transcript(provider);
      transcript.add(clientHello);
      transcript.add(serverHello);
      transcript.select('sha256');
      transcript.add(encryptedExtensions);
      transcript.add(certificate);

      const certificateLength = new DataView(certificate.buffer).getUint32(7) & 0xff_ffff;
      const leaf = new X509Certificate(certificate.subarray(11, 11 + certificateLength));
      const spki = leaf.publicKey.export({ format: 'der', type: 'spki' });
      const signature = certificateVerify.subarray(8);
      const signed = (signer: Side) => certificateVerifyContent(signer, transcript.digest());
      t.true(provider.verify('ecdsa_secp256r1_sha256', spki, signed('server'), signature));
      t.false(provider.verify('ecdsa_secp256r1_sha256', spki, signed('client'), signature));

      transcript.add(certificateVerify);
      const serverVerifyData = schedule.finishedVerifyData(serverSecret, transcript.digest());
      t.is(digits(serverVerifyData), digits(serverFinished.subarray(4)));
      transcript.add(serverFinished);
      const clientVerifyData = schedule.finishedVerifyData(clientSecret, transcript.digest());
      t.is(digits(clientVerifyData), digits(clientFinished.subarray(4)));
    },
  );
}
