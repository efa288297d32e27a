import type {
  Aead,
  AeadName,
  Capabilities,
  CryptoProvider,
  GroupName,
  Hash,
  HashName,
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
  | 'importPrivateKey'
  | 'sign'
  | 'verify'
  | 'equal';

/** One call, with the caller's own arrays: copy what must be kept as it is. */
export interface CryptoCall {
  readonly operation: CryptoOperation;
  /** Number of the call among those of the same operation, from 1. */
  readonly number: number;
  readonly arguments: readonly unknown[];
  /** What the wrapped provider returned. */
  readonly result: unknown;
  /** The caller gets no result: the call throws. */
  readonly fails: boolean;
}

/** How a call fails. */
export interface Failure {
  /** What is thrown. Default: an Error that names the call. */
  readonly error?: unknown;
  /** Throws after the wrapped provider has done its work, which may be half a record. Default false. */
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
 * A provider that breaks on demand: it passes every call on to another provider, counts them by operation, and lets
 * chosen calls throw or give wrong results. For tests of what happens when cryptography fails in the middle.
 *
 *     const provider = new FaultyProvider(opensslProvider);
 *     provider.failAt('aead.seal', 3);                        // the third record cannot be sealed
 *     provider.changeAt('equal', 1, () => false);             // the first comparison says "different"
 */
export class FaultyProvider implements CryptoProvider {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Called for every call, whether it fails or not, before its result is returned. */
  oncall: ((call: CryptoCall) => void) | undefined;
  readonly #provider: CryptoProvider;
  readonly #counts = new Map<CryptoOperation, number>();
  readonly #faults: Fault[] = [];

  /** Keys for `sign` come from `provider` or from this object. */
  constructor(provider: CryptoProvider) {
    this.#provider = provider;
    this.name = provider.name;
    this.capabilities = provider.capabilities;
  }

  /** The operations that were called so far, and how often. */
  get counts(): ReadonlyMap<CryptoOperation, number> {
    return this.#counts;
  }

  /** Lets call `number` (from 1) of an operation throw. */
  failAt(operation: CryptoOperation, number: number, failure: Failure = {}): void {
    this.#faults.push({ operation, number, failure });
  }

  /**
   * Lets call `number` (from 1) of an operation return what `change` returns. What writes its result into an argument
   * (`random`, `aead.seal`, `aead.open`, `recordNumberMask.mask`) is changed by writing there.
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
      publicKey: keyPair.publicKey,
      agree: (share) => this.#call('keyPair.agree', [share], () => keyPair.agree(share)),
    };
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
