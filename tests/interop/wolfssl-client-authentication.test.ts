import type { ExecutionContext } from 'ava';
import { AlertError, WirechartError } from 'wirechart/dtls13';
import { issue, x509 } from '../certificates/authority.ts';
import { peerTest } from '../peers.ts';
import type { RustPeerOptions } from './rust-peer.ts';
import { acceptPeer, ca, clientIdentity, closeBoth, connectToPeer, exchangeData } from './rust-peer-meeting.ts';

// One request in each connection: from the second one on, wolfSSL hashes the messages of the earlier ones too, which RFC 9846
// section 4.1 excludes.

const otherCa = await issue({ subject: 'CN=Other Root', ca: true });
const request = { subject: 'CN=client', usages: [x509.ExtendedKeyUsage.clientAuth] };
const otherClient = await issue(request, otherCa);
const own = { requestCert: 'later', ca: ca.pem } as const;

/** wolfSSL as a client of our server, with this certificate. */
const wolfsslClient = (t: ExecutionContext, identity?: RustPeerOptions['identity']) =>
  acceptPeer(t, 'wolfssl', { own, peer: { ...(identity && { identity }), postHandshakeAuth: true } });

/** wolfSSL as a server of our client, which has this certificate. */
const wolfsslServer = (t: ExecutionContext, identity?: { readonly pem: string; readonly key: string }) =>
  connectToPeer(t, 'wolfssl', {
    own: {
      postHandshakeAuth: true,
      keyShares: '',
      ...(identity && { cert: identity.pem, key: identity.key }),
    },
    peer: { ca: ca.pem, postHandshakeAuth: true },
  });

peerTest('wolfssl', 'wolfssl as client sends its certificate after the handshake', async (t) => {
  const meeting = await wolfsslClient(t, clientIdentity);
  await exchangeData(t, meeting);
  t.is(meeting.session.peerX509Certificate, undefined);
  t.deepEqual(await meeting.session.requestCertificate({ required: true }), [clientIdentity.der]);
  t.true(meeting.session.authorized);
  t.is(meeting.session.peerX509Certificate?.subject, 'CN=client');
  await exchangeData(t, meeting, 'after the request');
  await closeBoth(meeting);
});

peerTest('wolfssl', 'wolfssl as client has no certificate, or one that we refuse', async (t) => {
  const without = await wolfsslClient(t);
  await exchangeData(t, without);
  t.deepEqual(await without.session.requestCertificate(), []);
  await exchangeData(t, without, 'after the request');
  const refused = await wolfsslClient(t, otherClient);
  await exchangeData(t, refused);
  const code = 'ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER';
  await t.throwsAsync(refused.session.requestCertificate(), { instanceOf: WirechartError, code });
  t.truthy((await refused.peer.next('failed')).reason);
});

peerTest('wolfssl', 'wolfssl as client responds under new keys after our KeyUpdate', async (t) => {
  const meeting = await wolfsslClient(t, clientIdentity);
  await exchangeData(t, meeting);
  await meeting.session.updateKeys({ requestPeer: true });
  t.deepEqual(await meeting.session.requestCertificate({ required: true }), [clientIdentity.der]);
  await exchangeData(t, meeting, 'after the update');
  await closeBoth(meeting);
});

peerTest('wolfssl', 'wolfssl as server accepts our certificate after the handshake', async (t) => {
  const meeting = await wolfsslServer(t, clientIdentity);
  await exchangeData(t, meeting);
  meeting.peer.requestCertificate();
  await exchangeData(t, meeting, 'after the request');
  await closeBoth(meeting);
});

peerTest('wolfssl', 'wolfssl as server refuses a certificate of another authority after the handshake', async (t) => {
  const meeting = await wolfsslServer(t, otherClient);
  await exchangeData(t, meeting);
  meeting.peer.requestCertificate();
  t.truthy((await meeting.peer.next('failed')).reason);
  await t.throwsAsync(meeting.session.closed, { instanceOf: AlertError });
});

peerTest('wolfssl', 'wolfssl as server refuses our empty Certificate after the handshake', async (t) => {
  const meeting = await wolfsslServer(t);
  await exchangeData(t, meeting);
  meeting.peer.requestCertificate();
  t.truthy((await meeting.peer.next('failed')).reason);
  await t.throwsAsync(meeting.session.closed, { instanceOf: AlertError });
});
