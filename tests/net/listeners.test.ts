import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { connect, type DtlsEndpoint, type DtlsSession, type ListenOptions, listen } from '../../runtime/net/index.ts';
import { callListener } from '../../runtime/net/listener-guard.ts';
import { localhostPair } from '../certificates/authority.ts';

const { ca, server: identity } = await localhostPair();

const KINDS = ['uncaughtException', 'unhandledRejection'] as const;

/** What would have ended the process while `act` ran: stands in for the process's own handlers, AVA's among them. */
async function deadly(act: () => Promise<void> | void): Promise<unknown[]> {
  const caught: unknown[] = [];
  const note = (error: unknown): void => void caught.push(error);
  const others = KINDS.map((kind) => process.listeners(kind as 'uncaughtException'));
  for (const kind of KINDS) process.removeAllListeners(kind).on(kind, note);
  try {
    await act();
    // Rejections are reported when the microtasks are done.
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    for (const [index, kind] of KINDS.entries()) {
      process.removeAllListeners(kind);
      for (const other of others[index] ?? []) process.on(kind as 'uncaughtException', other);
    }
  }
  return caught;
}

async function pair(
  t: ExecutionContext,
  onsession: (session: DtlsSession) => unknown,
  options: Partial<ListenOptions> = {},
): Promise<{ client: DtlsSession; endpoint: DtlsEndpoint }> {
  const endpoint = listen(onsession as (session: DtlsSession) => void, {
    cert: identity.pem,
    key: identity.key,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  t.teardown(() => endpoint.destroy());
  const client = connect('127.0.0.1', endpoint.address().port, { ca: ca.pem, servername: 'localhost' });
  t.teardown(() => client.destroy());
  await client.opened;
  return { client, endpoint };
}

const call = (listener: () => unknown): void => callListener(listener, undefined);

test.serial('an async listener that answers a closed session does not end the server', async (t) => {
  let answered = false;
  const caught = await deadly(async () => {
    const { client } = await pair(t, (session) => {
      session.onmessage = (async (data) => {
        await session.closed;
        answered = true;
        session.send(data);
      }) as (data: Uint8Array) => void;
      session.on('message', async (data) => {
        await session.closed;
        session.send(data);
      });
    });
    client.send('question');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await client.close();
    while (!answered) await new Promise((resolve) => setTimeout(resolve, 5));
  });
  t.deepEqual(caught, []);
});

test.serial('a server that reads messages in an async onsession survives a client that falls silent', async (t) => {
  let over = false;
  const caught = await deadly(async () => {
    const read = async (session: DtlsSession) => {
      try {
        for await (const data of session) session.send(data);
      } finally {
        over = true;
      }
    };
    const { client, endpoint } = await pair(t, read, { idleTimeout: 2000 });
    client.send('question');
    await once(client, 'message');
    // Silently, like a client whose machine lost its power.
    client.destroy();
    while (!over) await new Promise((resolve) => setTimeout(resolve, 5));
    t.is(endpoint.sessions, 0);
  });
  t.deepEqual(caught, []);
});

test.serial('an exception of an async listener is an unhandled rejection or an uncaught exception', async (t) => {
  const mine = new Error('mine');
  const caught = await deadly(() => {
    call(() => Promise.reject(mine));
    call(() => {
      throw mine;
    });
    call(() => {
      throw null;
    });
    call(() =>
      Promise.reject(
        new Proxy(mine, {
          get() {
            throw new Error('not to be looked at');
          },
        }),
      ),
    );
  });
  t.is(caught.length, 4);
  t.is(caught.filter((error) => error === mine).length, 2);
  t.true(caught.includes(null));
});

test.serial('the end of a session of another copy of this library is recognized by its code', async (t) => {
  const foreign = Object.assign(new Error('over'), { code: 'ERR_DTLS_CLOSED' });
  const caught = await deadly(() => {
    call(() => {
      throw foreign;
    });
    call(() => Promise.reject(foreign));
  });
  t.deepEqual(caught, []);
});
