import { checkBoolean } from '../errors/option-checks.ts';
import { takeOptions } from '../errors/option-names.ts';
import { type Deferred, deferred } from './deferred.ts';
import { notOpen, type SessionCarrier } from './session-carrier.ts';

const KEY_UPDATE_OPTIONS = { requestPeer: true } as const;

/** The key updates of `updateKeys()` that the peer has not acknowledged; RFC 9147 section 8. */
export class KeyUpdates {
  #pending: { readonly epoch: number; readonly updated: Deferred<void> }[] = [];

  /**
   * Resolves when the new keys are in use for sending. `carrier` is undefined where the session is not open. Throws
   * ConfigError, WirechartError.
   */
  start(carrier: SessionCarrier | undefined, options: { readonly requestPeer?: boolean | undefined }): Promise<void> {
    const { requestPeer } = takeOptions(options, KEY_UPDATE_OPTIONS, 'updateKeys()');
    checkBoolean('requestPeer', requestPeer);
    const epoch = carrier?.driver.updateKeys(carrier.connection, { requestPeer });
    if (epoch === undefined) throw notOpen();
    const updated = deferred<void>();
    this.#pending.push({ epoch, updated });
    return updated.promise;
  }

  /** The keys of this epoch are in use for sending. */
  updated(epoch: number): void {
    for (const update of this.#pending) if (update.epoch <= epoch) update.updated.resolve();
    this.#pending = this.#pending.filter((update) => update.epoch > epoch);
  }

  /** The session ended: no key is updated any more. */
  end(reason: () => Error): void {
    for (const { updated } of this.#pending) updated.reject(reason());
    this.#pending = [];
  }
}
