// The options of a simulation and their check.
import {
  type StackProfile,
  type StackProfileName,
  stackProfiles,
} from '../../generated/dtls13/hardware/stack-profiles.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { type OptionNames, refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import type { ApplicationRequestHandler } from './application.ts';
import { ENDPOINT_SETTINGS, type EndpointSettings } from './endpoint-settings.ts';

/** The options of `simulateHandshake`. */
export interface SimulationOptions extends EndpointSettings {
  /** Name of a profile of the hardware description, or a profile object. Default `ip-default`. */
  readonly profile?: StackProfileName | StackProfile;
  /** Application data of the client, one datagram each; the server returns each. Default: one message of 1024 bytes. */
  readonly messages?: readonly Uint8Array[];
  /**
   * Probability from 0 to 1 that the link loses a datagram. Default: `lossPpm` of the profile, 0.1 % in `ip-default`.
   */
  readonly loss?: number;
  /**
   * Time the client waits for its messages to be returned before it closes: simulated ms, 0 to 9,000,000. Default 1000.
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
  const profiles: Readonly<Record<string, StackProfile>> = stackProfiles;
  if (Object.hasOwn(profiles, profile) && profiles[profile] !== undefined) return profiles[profile];
  throw new ConfigError('profile', `"${profile}" is not one of ${Object.keys(stackProfiles).join(', ')}`);
}

/** @throws {ConfigError} for an unknown option, or a number out of range. */
export function checkOptions(options: SimulationOptions): void {
  refuseUnknownOptions(options, OPTION_NAMES, 'simulateHandshake()');
  const { seed, loss, echoTimeoutMs, limitMs, epochMs, shuffleSeed } = options;
  checkRange('seed', seed, 0, 2 ** 32 - 1, true);
  checkRange('shuffleSeed', shuffleSeed, 0, 2 ** 32 - 1, true);
  checkRange('loss', loss, 0, 1, false);
  checkRange('echoTimeoutMs', echoTimeoutMs, 0, 9_000_000, false);
  checkRange('limitMs', limitMs, 0, 9_000_000, false);
  checkRange('epochMs', epochMs, 0, 8.64e15, false);
}

function checkRange(option: string, value: number | undefined, min: number, max: number, whole: boolean): void {
  if (value === undefined) return;
  if (value >= min && value <= max && (!whole || Number.isSafeInteger(value))) return;
  throw new ConfigError(option, `${value} is not a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
}
