import type { DtlsSession } from '../../../../runtime/net/index.ts';

const MESSAGES = 5000;

/** Sends many messages as an answer, and closes the session. */
export default function flood(session: DtlsSession): void {
  let sent = 0;
  const more = (): void => {
    while (sent < MESSAGES && session.send(new Uint8Array(1000))) sent++;
    if (sent === MESSAGES) void session.close();
    else session.once('drain', more);
  };
  session.onmessage = more;
}
