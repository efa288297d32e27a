import type { ExecutionContext } from 'ava';
import { type Peer, peerTest } from '../../peers.ts';
import type { Trouble } from '../real-host.ts';
import type { Browser } from './browser.ts';
import { call, connected } from './call.ts';
import type { CounterpartOptions } from './counterpart.ts';
import { isOfEpoch, isServerHello, loseFirst, repeatAll, swapFirstTwo } from './trouble.ts';

/** Tests of our server against a browser that is DTLS client, under its own settings. */
export function testServer(peer: Peer, browser: () => Promise<Browser>): void {
  const connects = async (t: ExecutionContext, options: Omit<CounterpartOptions, 'setup'> = {}) => {
    const session = await call(t, await browser(), { setup: 'passive', ...options });
    await connected(t, session, 'client');
    return session;
  };

  peerTest(peer, `${peer} as client connects with its default ClientHello, and we hear it hang up`, async (t) => {
    const { counterpart, hangUp } = await connects(t);
    const [first, second] = counterpart.transcript();
    // X25519MLKEM768 makes the ClientHello too large for one datagram.
    t.regex(first ?? '', /^peer: client_hello \[0, \d+\) of 1\d\d\d$/);
    t.regex(second ?? '', /^peer: client_hello \[\d+, (\d+)\) of \1$/);
    await hangUp();
    await counterpart.net.event('closed');
    t.regex(counterpart.transcript().join('\n'), /^peer: epoch 3: Alert close_notify$/m);
  });

  const troubles: Readonly<Record<string, Trouble>> = {
    'the two datagrams of its ClientHello swap': { received: swapFirstTwo() },
    'the first datagram of its ClientHello is lost': { received: loseFirst(() => true) },
    'the second datagram of its ClientHello is lost': { received: loseSecond() },
    'our first answer is lost': { sent: loseFirst(() => true) },
    'our ServerHello is lost': { sent: loseFirst(isServerHello) },
    'its last flight is lost': { received: loseFirst(isOfEpoch(2)) },
    'every datagram comes twice': { sent: repeatAll(), received: repeatAll() },
  };
  for (const [what, trouble] of Object.entries(troubles)) {
    peerTest(peer, `${peer} as client connects although ${what}`, async (t) => {
      await connects(t, { trouble, endpoint: { initialTimeout: 100 } });
    });
  }

  peerTest(
    peer,
    `${peer} as client connects to a server that cuts its flight into datagrams of 256 bytes`,
    async (t) => {
      const { counterpart } = await connects(t, { endpoint: { maxDatagramSize: 256 } });
      t.regex(counterpart.transcript().join('\n'), /^us: epoch 2: .*certificate \[0, \d+\) of \d+$/m);
    },
  );

  // Firefox does not repeat it by itself.
  if (peer === 'chromium') {
    peerTest(
      peer,
      `${peer} as client repeats its last flight until it is acknowledged, and we acknowledge it again`,
      async (t) => {
        const { counterpart } = await connects(t, { trouble: { sent: loseFirst(isOfEpoch(3)) } });
        const acknowledgement = () => counterpart.transcript().find((line) => line.startsWith('us: epoch 3: ACK'));
        t.regex(await counterpart.net.until('a second ACK', acknowledgement), /ACK( 2\/\d+)+$/);
      },
    );
  }

  const refusal = peer === 'firefox' ? 'bad_certificate' : 'certificate_unknown';
  peerTest(
    peer,
    `${peer} as client refuses a certificate that the answer does not name, with ${refusal}`,
    async (t) => {
      const fingerprint = `sha-256 ${Array(32).fill('00').join(':')}`;
      const session = await call(t, await browser(), { setup: 'passive', fingerprint });
      const error = await t.throwsAsync(session.counterpart.net.event('secure'));
      t.like(error, { name: 'AlertError', alert: refusal });
      t.is(await session.settled(), 'failed');
    },
  );
}

function loseSecond(): NonNullable<Trouble['received']> {
  return (datagram, index) => (index === 1 ? [] : [datagram]);
}
