import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import type { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import type { OfferedPsks } from '../../../generated/dtls13/wire/offered-psks.ts';
import type { CryptoProvider, HashName } from '../../crypto/provider.ts';
import { decodeAll, equalBytes } from '../../wire/index.ts';
import { HandshakeTranscript } from '../handshake/handshake-transcript.ts';
import { retryParametersOf } from '../handshake/hello-retry-request.ts';
import { createBinder, truncatedTranscriptHash } from '../handshake/psk/binders.ts';
import type { BinderResult, DissectedPsk, DissectedTicket } from './dissected-psk.ts';
import type { KnownPsk, KnownPsks } from './known-psks.ts';
import { tryDecode } from './try-decode.ts';

/** Identities of one ClientHello that are looked up, as a server does. */
const MAX_IDENTITIES = 8;
/** Maximum of connections whose first ClientHello is remembered; above it, the oldest is dropped. */
const MAX_HELLOS = 65_536;
/** Maximum of HelloRetryRequests that are remembered; above it, the oldest is dropped. */
const MAX_RETRIES = 4096;
/** Bytes of the longest HelloRetryRequest that is remembered. */
const MAX_RETRY = 2048;
const HASHES: readonly HashName[] = ['sha256', 'sha384'];

/** The digests of a first ClientHello. */
type HelloDigests = Readonly<Record<HashName, Uint8Array>>;

/**
 * Opens tickets and verifies binders in a capture; RFC 9846 section 4.3.11.2. The binder of a second ClientHello covers the
 * first one and the HelloRetryRequest, of which a server may send several with different cookies. Memory is bounded.
 */
export class PskDissection {
  readonly #provider: CryptoProvider;
  readonly #known: KnownPsks;
  /** By the number of the connection. */
  readonly #firstHellos = new Map<number, HelloDigests>();
  /** The bodies of HelloRetryRequests, by connection and cookie. */
  readonly #retries = new Map<string, Uint8Array>();

  constructor(provider: CryptoProvider, known: KnownPsks) {
    this.#provider = provider;
    this.#known = known;
  }

  /** The body of a NewSessionTicket. Empty if it does not decode. */
  newSessionTicket(body: Uint8Array): readonly DissectedTicket[] {
    if (!this.#known.opensTickets) return [];
    const message = tryDecode(() => decodeAll(NewSessionTicket, body));
    return message === undefined ? [] : [{ ticket: this.#known.openTicket(message.ticket) }];
  }

  /** A HelloRetryRequest to the client of this connection; its body is copied. */
  helloRetryRequest(connection: number, body: Uint8Array, message: HelloRetryRequest): void {
    if (body.length > MAX_RETRY || !this.#firstHellos.has(connection)) return;
    const key = retryKey(connection, retryParametersOf(message).cookie);
    if (this.#retries.has(key)) return;
    dropOldest(this.#retries, MAX_RETRIES);
    // Not slice(): that of a Buffer shares its memory.
    this.#retries.set(key, new Uint8Array(body));
  }

  /** The keys that a ClientHello of this connection offers. `body`: its encoding. */
  clientHello(connection: number, messageSeq: number, body: Uint8Array, hello: ClientHello): readonly DissectedPsk[] {
    const extension = hello.extensions.find((each) => each.kind === 'pre_shared_key');
    if (extension === undefined) return [];
    const offered = extension.extensionData;
    const cookie = hello.extensions.find((each) => each.kind === 'cookie')?.extensionData.cookie;
    // It can lack the cookie: the server may have requested a key share only.
    const isSecond = messageSeq > 0 || cookie !== undefined;
    const before = this.#transcriptBefore(connection, body, isSecond, cookie);
    const digests = new Map<HashName, Uint8Array | undefined>();
    const digest = (hash: HashName): Uint8Array | undefined => {
      if (!digests.has(hash)) {
        const transcript = before(hash);
        const found = transcript && truncatedTranscriptHash(this.#provider, transcript, hash, body, offered);
        digests.set(hash, found);
      }
      return digests.get(hash);
    };
    return offered.identities.slice(0, MAX_IDENTITIES).map(({ identity }, index) => {
      const known = this.#known.find(identity);
      const binder = this.#binder(known, offered, index, digest);
      if (known?.source === 'ticket') known.psk.key.fill(0);
      return { index, source: known?.source, ticket: known?.ticket, binder };
    });
  }

  #binder(
    known: KnownPsk | undefined,
    offered: OfferedPsks,
    index: number,
    digest: (hash: HashName) => Uint8Array | undefined,
  ): BinderResult {
    if (known === undefined) return 'noKey';
    const transcriptHash = digest(known.psk.hash);
    if (transcriptHash === undefined) return 'noHelloRetryRequest';
    const expected = createBinder(this.#provider, known.psk, transcriptHash);
    const given = offered.binders[index]?.binder;
    return given !== undefined && this.#provider.equal(given, expected) ? 'verified' : 'wrong';
  }

  /** The messages before a ClientHello, by the hash; they are not known if the result is undefined. */
  #transcriptBefore(
    connection: number,
    body: Uint8Array,
    isSecond: boolean,
    cookie: Uint8Array | undefined,
  ): (hash: HashName) => HandshakeTranscript | undefined {
    const first = this.#firstHellos.get(connection);
    const digests = this.#digestsOf(body);
    if (!isSecond && first === undefined) {
      dropOldest(this.#firstHellos, MAX_HELLOS);
      this.#firstHellos.set(connection, digests);
    }
    const isFirst = !isSecond && (first === undefined || equalBytes(first.sha256, digests.sha256));
    if (isFirst) return () => new HandshakeTranscript(this.#provider);
    const retry = this.#retries.get(retryKey(connection, cookie));
    return (hash) => {
      if (first === undefined || retry === undefined) return undefined;
      const transcript = new HandshakeTranscript(this.#provider);
      transcript.startFromMessageHash(hash, first[hash]);
      transcript.addMessage(HandshakeType.server_hello, retry);
      return transcript;
    };
  }

  #digestsOf(body: Uint8Array): HelloDigests {
    const [sha256, sha384] = HASHES.map((hash) => {
      const transcript = new HandshakeTranscript(this.#provider);
      transcript.addMessage(HandshakeType.client_hello, body);
      transcript.select(hash);
      return transcript.digest();
    }) as [Uint8Array, Uint8Array];
    return { sha256, sha384 };
  }
}

/** One character for each byte of the cookie. */
function retryKey(connection: number, cookie: Uint8Array | undefined): string {
  const text = cookie === undefined || cookie.length > MAX_RETRY ? '' : String.fromCharCode(...cookie);
  return `${connection} ${cookie?.length} ${text}`;
}

function dropOldest<Key>(map: Map<Key, unknown>, limit: number): void {
  if (map.size < limit) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
