import type {
  Aead,
  AeadName,
  Capabilities,
  CryptoProvider,
  GroupName,
  Hash,
  HashName,
  KeyExchangeResponse,
  KeyPair,
  PrivateKey,
  RecordNumberMask,
  SignatureSchemeName,
} from '../crypto/provider.ts';
import { WirechartError } from '../errors/wirechart-error.ts';

/** An operation of a provider, or of an object that the provider made. */
export type CryptoOperation =
  | 'random'
  | 'hash'
  | 'hash.update'
  | 'hash.digest'
  | 'hash.copy'
  | 'hmac'
  | 'aead'
  | 'aead.seal'
  | 'aead.open'
  | 'recordNumberMask'
  | 'recordNumberMask.mask'
  | 'generateKeyPair'
  | 'keyPair.agree'
  | 'respond'
  | 'importPrivateKey'
  | 'sign'
  | 'verify'
  | 'equal';

/** A call, with the arrays of the caller, which may change afterwards. */
export interface CryptoCall {
  readonly operation: CryptoOperation;
  /** Number of the call among the calls of the operation, from 1. */
  readonly number: number;
  readonly arguments: readonly unknown[];
  /** The result of the wrapped provider. */
  readonly result: unknown;
  /** The call throws and returns no result. */
  readonly fails: boolean;
}

/** How a call fails. */
export interface Failure {
  /** The thrown value. Default: an Error that names the call. */
  readonly error?: unknown;
  /** Throws after the wrapped provider has returned, so that its output is written. Default false. */
  readonly afterwards?: boolean;
  /** Later calls of the operation fail too. Default false. */
  readonly lasting?: boolean;
}

interface Fault {
  readonly operation: CryptoOperation;
  readonly number: number;
  readonly failure?: Failure;
  readonly change?: (call: CryptoCall) => unknown;
}

/**
 * A provider that fails on request: it delegates every call to another provider, counts calls by operation, and makes
 * selected calls throw or return wrong results. For tests of failures of the cryptography.
 *
 *     const provider = new FaultyProvider(opensslProvider);
 *     provider.failAt('aead.seal', 3);                        // the third record cannot be sealed
 *     provider.changeAt('equal', 1, () => false);             // the first comparison returns false
 */
export class FaultyProvider implements CryptoProvider {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Called for every call, failed or not, before its result is returned. */
  oncall: ((call: CryptoCall) => void) | undefined;
  readonly #provider: CryptoProvider;
  readonly #counts = new Map<CryptoOperation, number>();
  readonly #faults: Fault[] = [];

  /** Keys for `sign` are from `provider` or from this object. */
  constructor(provider: CryptoProvider) {
    this.#provider = provider;
    this.name = provider.name;
    this.capabilities = provider.capabilities;
  }

  /** The number of calls of each operation so far. */
  get counts(): ReadonlyMap<CryptoOperation, number> {
    return this.#counts;
  }

  /** Makes call `number` (from 1) of an operation throw. */
  failAt(operation: CryptoOperation, number: number, failure: Failure = {}): void {
    this.#faults.push({ operation, number, failure });
  }

  /**
   * Makes call `number` (from 1) of an operation return the result of `change`. An operation that writes into an argument
   * (`random`, `aead.seal`, `aead.open`, `recordNumberMask.mask`) is changed by writing to that argument.
   */
  changeAt(operation: CryptoOperation, number: number, change: (call: CryptoCall) => unknown): void {
    this.#faults.push({ operation, number, change });
  }

  random(target: Uint8Array): void {
    this.#call('random', [target], () => this.#provider.random(target));
  }

  hash(name: HashName): Hash {
    return this.#hash(this.#call('hash', [name], () => this.#provider.hash(name)));
  }

  #hash(hash: Hash): Hash {
    return {
      length: hash.length,
      update: (bytes) => this.#call('hash.update', [bytes], () => hash.update(bytes)),
      digest: () => this.#call('hash.digest', [], () => hash.digest()),
      copy: () => this.#hash(this.#call('hash.copy', [], () => hash.copy())),
    };
  }

  hmac(name: HashName, key: Uint8Array, data: Uint8Array): Uint8Array {
    return this.#call('hmac', [name, key, data], () => this.#provider.hmac(name, key, data));
  }

  aead(name: AeadName, key: Uint8Array): Aead {
    const aead = this.#call('aead', [name, key], () => this.#provider.aead(name, key));
    return {
      tagLength: aead.tagLength,
      seal: (...record) => this.#call('aead.seal', record, () => aead.seal(...record)),
      open: (...record) => this.#call('aead.open', record, () => aead.open(...record)),
    };
  }

  recordNumberMask(name: AeadName, key: Uint8Array): RecordNumberMask {
    const masks = this.#call('recordNumberMask', [name, key], () => this.#provider.recordNumberMask(name, key));
    return { mask: (...sample) => this.#call('recordNumberMask.mask', sample, () => masks.mask(...sample)) };
  }

  generateKeyPair(group: GroupName): KeyPair {
    const keyPair = this.#call('generateKeyPair', [group], () => this.#provider.generateKeyPair(group));
    return {
      group: keyPair.group,
      share: keyPair.share,
      agree: (share) => this.#call('keyPair.agree', [share], () => keyPair.agree(share)),
    };
  }

  respond(group: GroupName, clientShare: Uint8Array): KeyExchangeResponse | undefined {
    return this.#call('respond', [group, clientShare], () => this.#provider.respond(group, clientShare));
  }

  importPrivateKey(pkcs8: Uint8Array): PrivateKey {
    return this.#call('importPrivateKey', [pkcs8], () => this.#provider.importPrivateKey(pkcs8));
  }

  sign(scheme: SignatureSchemeName, key: PrivateKey, message: Uint8Array): Uint8Array {
    return this.#call('sign', [scheme, key, message], () => this.#provider.sign(scheme, key, message));
  }

  verify(scheme: SignatureSchemeName, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.#call('verify', [scheme, publicKey, message, signature], () =>
      this.#provider.verify(scheme, publicKey, message, signature),
    );
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return this.#call('equal', [a, b], () => this.#provider.equal(a, b));
  }

  #call<T>(operation: CryptoOperation, given: readonly unknown[], run: () => T): T {
    const number = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, number);
    const fault = this.#faults.find((each) => applies(each, operation, number));
    const failure = fault?.failure;
    const result = failure === undefined || failure.afterwards === true ? run() : undefined;
    const call: CryptoCall = { operation, number, arguments: given, result, fails: failure !== undefined };
    this.oncall?.(call);
    if (failure !== undefined) throw failure.error ?? injected(operation, number);
    return (fault?.change === undefined ? result : fault.change(call)) as T;
  }
}

function injected(operation: CryptoOperation, number: number): WirechartError {
  return new WirechartError('ERR_WIRECHART_INJECTED', `injected failure of ${operation}, call ${number}`);
}

function applies({ operation, number, failure }: Fault, called: CryptoOperation, count: number): boolean {
  return operation === called && (failure?.lasting === true ? count >= number : count === number);
}
