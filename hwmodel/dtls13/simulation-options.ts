// The options of a simulation and their check.
import {
  type StackProfile,
  type StackProfileName,
  stackProfiles,
} from '../../generated/dtls13/hardware/stack-profiles.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { checkBoolean, checkChoice, checkInteger, checkNumber } from '../../runtime/errors/option-checks.ts';
import { type OptionNames, refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import type { ApplicationRequestHandler } from './application.ts';
import { ENDPOINT_SETTINGS, type EndpointSettings } from './endpoint-settings.ts';

/** The options of `simulateHandshake`. */
export interface SimulationOptions extends EndpointSettings {
  /** Name of a profile of the hardware description, or a profile object. Default `ip-default`. */
  readonly profile?: StackProfileName | StackProfile;
  /** Application data of the client, one datagram each; the server returns each. Default: one message of 1024 bytes. */
  readonly messages?: readonly Uint8Array[];
  /** Time between two messages: simulated ms, 0 to 9,000,000. Default 0. */
  readonly messageIntervalMs?: number;
  /**
   * How often the client updates its keys, between its messages: 0 to 1000. Default 0. It asks the server to update its
   * own; RFC 9147 section 8. `endpoint.rekeyAfter` updates keys by their use.
   */
  readonly keyUpdates?: number;
  /**
   * Probability from 0 to 1 that the link loses a datagram. Default: `lossPpm` of the profile, 0.1 % in `ip-default`.
   */
  readonly loss?: number;
  /**
   * Time the client waits for its messages to be returned before it closes, and for what it needs before an update or a
   * change of its address: simulated ms, 0 to 9,000,000. Default 1000.
   */
  readonly echoTimeoutMs?: number;
  /** Latest end of the simulation: simulated ms, 0 to 9,000,000. Default 600,000. */
  readonly limitMs?: number;
  /** The cores' time at simulated time 0: ms since the Unix epoch, 0 to 8.64e15. Default 1 January 2026. */
  readonly epochMs?: number;
  /** Responds to the requests of the cores. Default: accepts the test certificate and no other chain. */
  readonly respond?: ApplicationRequestHandler;
  /**
   * Seed from 0 to 2^32 - 1: runs processes that are runnable at the same time in a shuffled order. The result is the
   * same.
   */
  readonly shuffleSeed?: number;
  /** Called for each transmitted datagram with their number so far and the simulated time, to show progress. */
  readonly onDatagram?: (count: number, nowPs: number) => void;
}

const OPTION_NAMES: OptionNames<SimulationOptions> = {
  ...ENDPOINT_SETTINGS,
  profile: true,
  messages: true,
  messageIntervalMs: true,
  keyUpdates: true,
  loss: true,
  echoTimeoutMs: true,
  limitMs: true,
  epochMs: true,
  respond: true,
  shuffleSeed: true,
  onDatagram: true,
};

/**
 * The profile object of a name.
 *
 * @throws {ConfigError} for an unknown name.
 */
export function resolveProfile(profile: StackProfileName | StackProfile): StackProfile {
  if (typeof profile !== 'string') return profile;
  checkChoice('profile', profile, Object.keys(stackProfiles));
  return stackProfiles[profile];
}

const CHANGES = { min: 0, max: 1000 } as const;

/** @throws {ConfigError} for an unknown option, or a number out of range. */
export function checkOptions(options: SimulationOptions): void {
  refuseUnknownOptions(options, OPTION_NAMES, 'simulateHandshake()');
  const { seed, messageIntervalMs, keyUpdates, migrations, loss, echoTimeoutMs, limitMs, epochMs, shuffleSeed } =
    options;
  if (options.psk !== undefined) checkChoice('psk', options.psk, ['psk_ke', 'psk_dhe_ke']);
  checkBoolean('resume', options.resume);
  if (options.psk !== undefined && options.resume === true) throw new ConfigError('resume', 'excludes psk');
  checkEarlyMessages(options);
  checkClientAuthentication(options);
  const seeds = { min: 0, max: 2 ** 32 - 1 };
  checkInteger('seed', seed, seeds);
  checkInteger('shuffleSeed', shuffleSeed, seeds);
  checkInteger('keyUpdates', keyUpdates, CHANGES);
  checkInteger('migrations', migrations, CHANGES);
  checkNumber('loss', loss, { min: 0, max: 1 });
  checkNumber('messageIntervalMs', messageIntervalMs, { min: 0, max: 9_000_000 });
  checkNumber('echoTimeoutMs', echoTimeoutMs, { min: 0, max: 9_000_000 });
  checkNumber('limitMs', limitMs, { min: 0, max: 9_000_000 });
  checkNumber('epochMs', epochMs, { min: 0, max: 8.64e15 });
}

function checkEarlyMessages({ earlyMessages, resume }: SimulationOptions): void {
  if (earlyMessages === undefined) return;
  if (!Array.isArray(earlyMessages) || !earlyMessages.every((each) => each instanceof Uint8Array)) {
    throw new ConfigError('earlyMessages', 'must be an array of bytes');
  }
  if (earlyMessages.length > 0 && resume !== true) throw new ConfigError('earlyMessages', 'needs `resume`');
}

/** A server requests no certificate from a client with an external pre-shared key; RFC 9846 section 4.4.2. */
function checkClientAuthentication({ clientAuthentication, psk }: SimulationOptions): void {
  if (clientAuthentication === undefined) return;
  checkChoice('clientAuthentication', clientAuthentication, ['handshake', 'later']);
  if (psk !== undefined) throw new ConfigError('clientAuthentication', 'excludes `psk`');
}
