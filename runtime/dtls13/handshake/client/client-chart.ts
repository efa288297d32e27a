import { ClientEvent, clientEdges, clientStateNames } from '../../../../generated/dtls13/machines/client.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import type { EventOfHandshakeType, HandshakeChart } from '../handshake-chart.ts';

const eventOf: EventOfHandshakeType<ClientEvent> = {
  [HandshakeType.hello_request]: ClientEvent.otherMessage,
  [HandshakeType.client_hello]: ClientEvent.otherMessage,
  [HandshakeType.server_hello]: ClientEvent.serverHello,
  [HandshakeType.hello_verify_request]: ClientEvent.helloVerifyRequest,
  [HandshakeType.new_session_ticket]: ClientEvent.otherMessage,
  [HandshakeType.end_of_early_data]: ClientEvent.otherMessage,
  [HandshakeType.encrypted_extensions]: ClientEvent.encryptedExtensions,
  [HandshakeType.request_connection_id]: ClientEvent.otherMessage,
  [HandshakeType.new_connection_id]: ClientEvent.otherMessage,
  [HandshakeType.certificate]: ClientEvent.certificate,
  [HandshakeType.certificate_request]: ClientEvent.certificateRequest,
  [HandshakeType.certificate_verify]: ClientEvent.certificateVerify,
  [HandshakeType.finished]: ClientEvent.finished,
  [HandshakeType.key_update]: ClientEvent.otherMessage,
  [HandshakeType.compressed_certificate]: ClientEvent.otherMessage,
  [HandshakeType.message_hash]: ClientEvent.otherMessage,
};

/** The chart of the client's handshake, with the event of each handshake message. */
export const clientChart: HandshakeChart<ClientEvent> = {
  id: 'client',
  edges: clientEdges,
  states: clientStateNames,
  events: ClientEvent,
  eventOf,
};
