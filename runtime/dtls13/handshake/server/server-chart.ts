import { ServerEvent, serverEdges, serverStateNames } from '../../../../generated/dtls13/machines/server.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import type { EventOfHandshakeType, HandshakeChart } from '../handshake-chart.ts';

const eventOf: EventOfHandshakeType<ServerEvent> = {
  [HandshakeType.hello_request]: ServerEvent.otherMessage,
  [HandshakeType.client_hello]: ServerEvent.clientHello,
  [HandshakeType.server_hello]: ServerEvent.otherMessage,
  [HandshakeType.hello_verify_request]: ServerEvent.otherMessage,
  [HandshakeType.new_session_ticket]: ServerEvent.otherMessage,
  [HandshakeType.end_of_early_data]: ServerEvent.otherMessage,
  [HandshakeType.encrypted_extensions]: ServerEvent.otherMessage,
  [HandshakeType.request_connection_id]: ServerEvent.otherMessage,
  [HandshakeType.new_connection_id]: ServerEvent.otherMessage,
  [HandshakeType.certificate]: ServerEvent.certificate,
  [HandshakeType.certificate_request]: ServerEvent.otherMessage,
  [HandshakeType.certificate_verify]: ServerEvent.certificateVerify,
  [HandshakeType.finished]: ServerEvent.finished,
  [HandshakeType.key_update]: ServerEvent.otherMessage,
  [HandshakeType.compressed_certificate]: ServerEvent.otherMessage,
  [HandshakeType.message_hash]: ServerEvent.otherMessage,
};

/** The chart of the server's handshake, with the event of each handshake message. */
export const serverChart: HandshakeChart<ServerEvent> = {
  id: 'server',
  edges: serverEdges,
  states: serverStateNames,
  events: ServerEvent,
  eventOf,
};
