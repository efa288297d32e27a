import type { EventEmitter } from 'node:events';
import type { Session } from '../dtls13/handshake/psk/session.ts';
import { clock } from './clock.ts';
import type { HostEvent } from './host-event.ts';
import { keyLogLine } from './key-log-line.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import type { LostMessage, SessionEvents } from './session-events.ts';

/** A session with its callback properties for events that do not change it. */
interface NotifiedSession extends EventEmitter<SessionEvents> {
  onkeylog: ((line: string) => void) | undefined;
  onsession: ((session: Session) => void) | undefined;
  onlost: ((lost: LostMessage) => void) | undefined;
}

/** Reports an event of the core or of the network in its public form. Events without one are ignored. */
export function notify(session: NotifiedSession, event: HostEvent): void {
  switch (event.kind) {
    case 'keylog': {
      const line = keyLogLine(event.label, event.clientRandom, event.secret);
      callListener(session.onkeylog, session, line);
      emitGuarded(session, 'keylog', line);
      break;
    }
    case 'session':
      callListener(session.onsession, session, event.session);
      emitGuarded(session, 'session', event.session);
      break;
    case 'keyUpdate': {
      const { direction, epoch } = event;
      emitGuarded(session, 'keyUpdate', { direction, epoch });
      break;
    }
    case 'maxDatagramSize': {
      const { maxDatagramSize: mtu, maxMessageSize } = event;
      emitGuarded(session, 'mtuChange', { mtu, maxMessageSize });
      break;
    }
    case 'transition':
      emitGuarded(session, 'trace', { machine: event.machine, edge: event.edge, at: clock() });
      break;
    case 'peerClosed':
      emitGuarded(session, 'peerClosed');
      break;
    case 'lost': {
      const { bytes, error } = event;
      callListener(session.onlost, session, { bytes, error });
      emitGuarded(session, 'lost', { bytes, error });
      break;
    }
  }
}
