import { alertDescriptionName } from '../../../generated/dtls13/registries/alert-description.ts';
import { ContentType, contentTypeName } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { rrcMsgTypeName } from '../../../generated/dtls13/registries/rrc-msg-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { ReturnRoutabilityCheck } from '../../../generated/dtls13/wire/return-routability-check.ts';
import { decodeAll, Reader } from '../../wire/index.ts';
import { isHelloRetryRequest } from '../handshake/hello-retry-request.ts';
import { tryDecode } from './try-decode.ts';

/** What a record contains in one line: `certificate, finished`, `path_challenge`, `application_data, 20 bytes`. */
export function contentLine(contentType: number, content: Uint8Array): string {
  return tryDecode(() => contentText(contentType, content)) ?? `${contentTypeName(contentType)} that does not decode`;
}

function contentText(contentType: number, content: Uint8Array): string {
  switch (contentType) {
    case ContentType.handshake:
      return handshakeMessages(new Reader(content)).join(', ');
    case ContentType.alert:
      return `Alert ${alertDescriptionName(decodeAll(Alert, content).description)}`;
    case ContentType.ack: {
      const { recordNumbers } = decodeAll(Ack, content);
      return `ACK ${recordNumbers.map(({ epoch, sequenceNumber }) => `${epoch}/${sequenceNumber}`).join(' ')}`;
    }
    case ContentType.return_routability_check:
      return rrcMsgTypeName(decodeAll(ReturnRoutabilityCheck, content).msgType);
    default:
      return `${contentTypeName(contentType)}, ${content.length} bytes`;
  }
}

function handshakeMessages(reader: Reader): string[] {
  const messages: string[] = [];
  while (reader.remaining > 0) {
    const { msgType, length, fragmentOffset, fragment } = Handshake.decode(reader);
    const whole = fragment.length === length;
    messages.push(
      messageName(msgType, fragmentOffset === 0 ? fragment : undefined) +
        (whole ? '' : ` [${fragmentOffset}, ${fragmentOffset + fragment.length}) of ${length}`),
    );
  }
  return messages;
}

/** `beginning`: the first bytes of the body, if available; they identify a HelloRetryRequest. */
function messageName(msgType: number, beginning: Uint8Array | undefined): string {
  const isServerHello = msgType === HandshakeType.server_hello && beginning !== undefined;
  return isServerHello && isHelloRetryRequest(beginning) ? 'hello_retry_request' : handshakeTypeName(msgType);
}
