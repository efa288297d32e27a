import { alertDescriptionName } from '../../../generated/dtls13/registries/alert-description.ts';
import { CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType, contentTypeName } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { decodeAll, Reader } from '../../wire/index.ts';
import { isHelloRetryRequest } from '../handshake/hello-retry-request.ts';
import { RecordOpener } from './record-opener.ts';
import { splitRecords } from './record-splitter.ts';
import type { Suite } from './traffic-key-chain.ts';
import { trafficSecretOf } from './traffic-secret-labels.ts';
import { tryDecode } from './try-decode.ts';

/** Decodes the datagrams of one session with the key log of one of its sides. For tests and documentation. */
export class Dissection {
  readonly #suite: Suite;
  readonly #openers: Readonly<Record<'client' | 'server', RecordOpener>>;

  /** `suite`: the name of what the session agreed on, as the `secure` event says it. Throws ConfigError for another. */
  constructor(provider: CryptoProvider, suite: string) {
    const attributes = CipherSuiteAttributes[CipherSuite[suite as keyof typeof CipherSuite]];
    if (attributes === undefined) throw new ConfigError('suite', `${suite} is not a cipher suite with known lengths`);
    this.#suite = attributes;
    this.#openers = { client: new RecordOpener(provider), server: new RecordOpener(provider) };
  }

  /** Adds one secret of the key log. Labels of secrets that protect no records are ignored. */
  addSecret(label: string, secret: Uint8Array): void {
    const trafficSecret = trafficSecretOf(label);
    if (trafficSecret !== undefined)
      this.#openers[trafficSecret.sender].install(trafficSecret.epoch, this.#suite, secret);
  }

  /**
   * One line for each readable record: `client_hello`, `epoch 2: certificate, finished`. Datagrams must be passed in
   * the order in which their sender sent them. The datagram is not changed.
   */
  describe(from: 'client' | 'server', datagram: Uint8Array): readonly string[] {
    return [...splitRecords(datagram)].flatMap(({ at, end, plaintext, error }) => {
      if (error !== undefined) return [];
      if (plaintext !== undefined) return [describe(plaintext.type, plaintext.fragment)];
      const opened = this.#openers[from].open(datagram.subarray(at, end));
      return typeof opened === 'string'
        ? []
        : [`epoch ${opened.epoch}: ${describe(opened.contentType, opened.content)}`];
    });
  }
}

function describe(contentType: number, content: Uint8Array): string {
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
