// The generic payload of TLM-2.0 (IEEE 1666-2011 section 14) and the check of its attributes.
import { ModelError } from '../kernel/index.ts';

/** `tlm_command`. */
export const Command = { READ: 0, WRITE: 1, IGNORE: 2 } as const;
export type Command = (typeof Command)[keyof typeof Command];

/** `tlm_response_status`: a value above 0 is success. INCOMPLETE: no target has processed the transaction. */
export const ResponseStatus = {
  OK: 1,
  INCOMPLETE: 0,
  GENERIC_ERROR: -1,
  ADDRESS_ERROR: -2,
  COMMAND_ERROR: -3,
  BURST_ERROR: -4,
  BYTE_ENABLE_ERROR: -5,
} as const;
export type ResponseStatus = (typeof ResponseStatus)[keyof typeof ResponseStatus];

/** An extension of a transaction (`tlm_extension`). A payload has at most one of each class. */
export interface Extension {
  clone(): Extension;
}

type ExtensionClass<E extends Extension> = abstract new (...args: never[]) => E;

const NO_DATA = new Uint8Array(0);

/** One transaction: `tlm_generic_payload` of TLM-2.0 (IEEE 1666-2011 section 14). Can be reused for the next call. */
export class GenericPayload {
  command: Command = Command.IGNORE;
  /** Byte address: a whole number from 0 to 2^53. */
  address = 0;
  /** Owned by the initiator. The target does not keep a reference after the call. */
  data: Uint8Array = NO_DATA;
  /** Number of bytes to transfer, from 1 to the length of `data`. */
  dataLength = 0;
  /** 0xff: transferred, 0x00: not transferred; repeated over the data. Undefined: all bytes are transferred. */
  byteEnables: Uint8Array | undefined;
  /** Bytes, from 1. `dataLength` or more: no streaming. */
  streamingWidth = 0;
  /** INCOMPLETE before the call; the target sets the result. */
  responseStatus: ResponseStatus = ResponseStatus.INCOMPLETE;
  readonly #extensions = new Map<unknown, Extension>();

  get isResponseOk(): boolean {
    return this.responseStatus > 0;
  }

  /** Sets every generic attribute for a transfer of `length` bytes of `data`, without streaming or byte enables. */
  set(command: Command, address: number, data: Uint8Array, length: number = data.length): this {
    this.command = command;
    this.address = address;
    this.data = data;
    this.dataLength = length;
    this.byteEnables = undefined;
    this.streamingWidth = length;
    this.responseStatus = ResponseStatus.INCOMPLETE;
    return this;
  }

  setExtension(extension: Extension): void {
    this.#extensions.set(extension.constructor, extension);
  }

  getExtension<E extends Extension>(of: ExtensionClass<E>): E | undefined {
    const extension = this.#extensions.get(of);
    return extension instanceof of ? extension : undefined;
  }

  clearExtension<E extends Extension>(of: ExtensionClass<E>): void {
    this.#extensions.delete(of);
  }

  /** Copies all attributes, including the data, the byte enables and clones of the extensions. */
  deepCopyFrom(other: GenericPayload): void {
    this.command = other.command;
    this.address = other.address;
    this.data = other.data.slice(0, other.dataLength);
    this.dataLength = other.dataLength;
    this.byteEnables = other.byteEnables?.slice();
    this.streamingWidth = other.streamingWidth;
    this.responseStatus = other.responseStatus;
    for (const [of, extension] of other.#extensions) this.#extensions.set(of, extension.clone());
  }
}

/**
 * Checks the attributes that an initiator sets before the call.
 *
 * @throws {ModelError} `ERR_WIRECHART_MODEL_PAYLOAD` with the socket and the clause of IEEE 1666-2011.
 */
export function checkRequest(payload: GenericPayload, socket: string): void {
  const { address, data, dataLength, byteEnables, streamingWidth } = payload;
  if (!Number.isSafeInteger(address) || address < 0) {
    throw payloadError(socket, `address ${address} is not a whole number from 0 to 2^53`, '14.9');
  }
  if (dataLength !== data.length && !(Number.isSafeInteger(dataLength) && dataLength < data.length)) {
    throw payloadError(socket, `data length ${dataLength} exceeds the ${data.length} bytes of data`, '14.11');
  }
  if (dataLength < 1) throw payloadError(socket, 'data length must be at least 1', '14.12d');
  if (byteEnables?.length === 0) throw payloadError(socket, 'byte enables must not be empty', '14.14f');
  if (!Number.isSafeInteger(streamingWidth) || streamingWidth < 1) {
    throw payloadError(socket, `streaming width ${streamingWidth} is not a whole number from 1`, '14.15f');
  }
  if (payload.responseStatus !== ResponseStatus.INCOMPLETE) {
    throw payloadError(
      socket,
      `response status is ${payload.responseStatus} before the call, not INCOMPLETE`,
      '14.17e',
    );
  }
}

/** `clause`: of IEEE 1666-2011. */
export function payloadError(where: string, reason: string, clause: string): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_PAYLOAD', where, `${reason} (IEEE 1666-2011 clause ${clause})`);
}
