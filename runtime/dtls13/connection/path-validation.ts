import {
  PathValidationEvent,
  PathValidationMachine,
  type PathValidationPort,
  PathValidationState,
  type PathValidationTimer,
} from '../../../generated/dtls13/machines/path-validation.ts';
import { RRC_COOKIE_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import { RrcMsgType } from '../../../generated/dtls13/registries/rrc-msg-type.ts';
import { ReturnRoutabilityCheck } from '../../../generated/dtls13/wire/return-routability-check.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { decodeAll, encodeToBytes, equalBytes } from '../../wire/index.ts';
import type { ConnectionEvent } from '../endpoint.ts';
import type { PathValidationMode } from '../options/negotiation-options.ts';
import type { ConnectionIds } from '../post-handshake/connection-ids.ts';
import { LeftPaths } from './left-paths.ts';
import { PathAnnouncement } from './path-announcement.ts';
import { pathCheckCookie } from './path-check-cookie.ts';
import { PathValidationTimers } from './path-validation-timers.ts';
import { UnvalidatedPaths } from './unvalidated-paths.ts';

/** The parts of the connection that path validation needs. */
export interface PathValidationContext {
  readonly provider: CryptoProvider;
  readonly ids: ConnectionIds;
  readonly mode: PathValidationMode;
  /** The host's number of the path to which we send. */
  currentPath(): number;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The last measured round trip in milliseconds; undefined: none was measured. */
  roundTrip(): number | undefined;
  /** Length of a datagram with one record of `length` bytes and this connection id of the peer, in bytes. */
  datagramLength(length: number, connectionId: Uint8Array): number;
  /** Sends one record in a datagram of its own, ahead of other output: of `length` bytes, or without padding. */
  transmit(path: number, connectionId: Uint8Array, content: Uint8Array, length?: number): void;
  /** Sends everything on this path from now on. */
  usePath(path: number): void;
  /** Requests spare connection ids in place of those that were used. */
  replenishIds(): void;
  /** A path_response on the current path. True: it answers a probe of the path MTU, and no check. */
  probeAnswered(cookie: Uint8Array): boolean;
  /** A check is over: whether the peer responded on the new path. */
  checked(isValid: boolean): void;
  report(event: ConnectionEvent): void;
  traceTransition(machine: string, edge: number): void;
}

interface Challenge {
  readonly path: number;
  readonly cookie: Uint8Array;
}

/**
 * Changes of the path, as in the path validation chart: the check of a new address of the peer or of ours, and a change
 * of our own address without a check; RFC 9853 section 5, RFC 9147 section 11.
 *
 * 1. A record that is newer than all before arrives from another path: `newPathUsed`.
 * 2. CHECKING_CURRENT (enhanced check): the peer may still be at the current path.
 * 3. CHECKING_NEW: three challenges on the new path, with a connection id that is used nowhere else.
 * 4. With a response to one of them from the new path, the connection uses this path. Until then all other output goes to
 *    the current one.
 *
 * A new address of ours (`validate`) starts with step 3. Meanwhile the peer, which sees the challenges come from there,
 * gets a path_drop for each challenge on the current path: we are about to leave it.
 */
export class PathValidation implements PathValidationPort {
  readonly #context: PathValidationContext;
  readonly #machine: PathValidationMachine;
  readonly #announcement: PathAnnouncement;
  readonly #timers = new PathValidationTimers();
  readonly #unvalidatedPaths = new UnvalidatedPaths();
  readonly #leftPaths = new LeftPaths();
  /** The path that is checked. */
  #newPath: number | undefined;
  /** The path that is checked is one of ours, to which we want to move. */
  #isOwn = false;
  /** The id in records on the new path. */
  #newPathId: Uint8Array | undefined;
  #challenges: Challenge[] = [];
  /** The response that is received. */
  #response: Challenge | undefined;

  constructor(context: PathValidationContext) {
    this.#context = context;
    this.#announcement = new PathAnnouncement({
      now: context.now,
      roundTrip: context.roundTrip,
      challenge: () => this.#challengeOn(context.currentPath()),
    });
    this.#machine = new PathValidationMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return Math.min(this.#announcement.deadline, this.#timers.deadline);
  }

  /** No path is checked, and none was left on our own initiative. */
  get isIdle(): boolean {
    const isChecking =
      this.#machine.state !== PathValidationState.VALIDATED || this.deadline !== Number.POSITIVE_INFINITY;
    return !isChecking && this.#leftPaths.empty;
  }

  /** Whether we left this path on our own initiative. */
  hasLeft(path: number): boolean {
    return this.#leftPaths.has(path);
  }

  /** Whether the peer may send to us on this path, which is not the current one, without a connection id. */
  expects(path: number): boolean {
    return this.hasLeft(path) || (this.#isOwn && path === this.#newPath);
  }

  /**
   * A datagram of `length` bytes with an authentic record arrived from a path that is not the current one: the limit of
   * the path rises. Once for each datagram, as all of its records together allow what it allows.
   */
  datagramReceived(path: number, length: number): void {
    this.#unvalidatedPaths.received(path, length, this.#newPath);
  }

  /** An authentic record that is newer than all before arrived from a path that is not the current one. */
  newerRecordReceived(path: number): void {
    if (this.hasLeft(path)) return;
    if (this.#machine.state === PathValidationState.VALIDATED) {
      if (this.#newPath !== path) this.#context.report({ kind: 'newPath', path });
      this.#newPath = path;
    }
    if (this.#isNegotiated) this.#machine.send(PathValidationEvent.newPathUsed);
  }

  /** An authentic record other than a path check arrived on the current path: the peer uses it. */
  currentPathUsed(): void {
    this.#announcement.stop();
  }

  /** The peer replaced its ids by one for immediate use: no path uses an earlier one from now on; RFC 9147 section 9. */
  peerIdsReplaced(): void {
    this.#newPathId = undefined;
    this.#leftPaths.replaceIds(this.#context.ids.peer);
  }

  /** A message of the peer, which arrived on this path. False: its length is wrong. */
  receive(content: Uint8Array, path: number): boolean {
    if (content.length === 0) return false;
    const { msgType, body } = decodeAll(ReturnRoutabilityCheck, content);
    const isKnown = msgType <= RrcMsgType.path_drop;
    if (isKnown && body.length !== RRC_COOKIE_LENGTH) return false;
    const isOnCurrentPath = path === this.#context.currentPath();
    if (msgType === RrcMsgType.path_response && isOnCurrentPath && this.#context.probeAnswered(body)) return true;
    this.#response = { path, cookie: body };
    if (msgType === RrcMsgType.path_challenge) this.#respond(path, body);
    else if (msgType === RrcMsgType.path_response) this.#machine.send(PathValidationEvent.pathResponse);
    else if (msgType === RrcMsgType.path_drop) this.#machine.send(PathValidationEvent.pathDrop);
    this.#response = undefined;
    return true;
  }

  /** Changes the path on our own initiative. The peer learns it by a challenge, if path validation was negotiated. */
  migrate(path: number): void {
    const { ids } = this.#context;
    this.#machine.send(PathValidationEvent.migrated);
    this.#leaveCurrentPath(path);
    this.#newPath = undefined;
    if (ids.useNext()) this.#context.replenishIds();
    this.#context.usePath(path);
    this.#announce(path);
  }

  /** Changes the path on our own initiative as soon as the peer responds on the new one. A check that runs is ended. */
  validate(path: number): void {
    this.#machine.send(PathValidationEvent.migrated);
    this.#leftPaths.delete(path);
    this.#newPath = path;
    this.#isOwn = true;
    // The peer's address does not change, and is validated.
    this.#unvalidatedPaths.unlimit(path);
    this.#machine.send(PathValidationEvent.validationRequired);
  }

  /** Sends a path_challenge on the current path that is no check, in a datagram of `length` bytes or without padding. */
  probe(cookie: Uint8Array, length: number | undefined): void {
    const { currentPath, ids } = this.#context;
    this.#transmit(currentPath(), ids.peer, RrcMsgType.path_challenge, cookie, length);
  }

  expire(now: number): void {
    this.#announcement.expire(now);
    this.#timers.expire(now, (timer) => this.#machine.elapsed(timer));
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#announcement.stop();
    this.#machine.send(PathValidationEvent.stopped);
  }

  // Guards and actions of the path validation chart.

  transition(edge: number): void {
    this.#context.traceTransition('pathValidation', edge);
  }

  checksCurrentPath(): boolean {
    return this.#context.mode === 'enhanced';
  }

  isResponseValid(): boolean {
    const { path, cookie } = this.#response as Challenge;
    return this.#challenges.some((each) => each.path === path && equalBytes(each.cookie, cookie));
  }

  challengeCurrentPath(): void {
    this.#challenge(this.#context.currentPath(), this.#context.ids.peer);
  }

  challengeNewPath(): void {
    const path = this.#newPath as number;
    // A response on the current path has no effect any more.
    this.#challenges = this.#challenges.filter((each) => each.path === path);
    const id = this.#idOnNewPath();
    if (this.#spend(path, id)) this.#challenge(path, id);
  }

  useNewPath(): void {
    const path = this.#newPath as number;
    const id = this.#newPathId;
    const isOwn = this.#isOwn;
    if (isOwn) this.#leaveCurrentPath(path);
    this.#forgetNewPath();
    if (id !== undefined) this.#context.ids.usePeerId(id);
    this.#context.checked(true);
    this.#context.usePath(path);
    // The peer responded to our challenge there, and may fail to check the path itself.
    if (isOwn) this.#announcement.start();
    else this.#announcement.stop();
    this.#context.replenishIds();
  }

  rejectNewPath(): void {
    const path = this.#newPath as number;
    const isIdUsed = this.#newPathId !== undefined;
    const isOwn = this.#isOwn;
    if (isOwn) this.#leftPaths.add(path, this.#newPathId ?? this.#context.ids.peer);
    this.#forgetNewPath();
    this.#context.checked(false);
    this.#context.report({ kind: 'pathRejected', path });
    if (isIdUsed) this.#context.replenishIds();
    // The peer may have followed our challenges to the path that failed.
    if (isOwn) this.#announce(this.#context.currentPath());
  }

  startTimer(timer: PathValidationTimer): void {
    this.#timers.start(timer, this.#context.now(), this.#context.roundTrip(), this.#isOwn);
  }

  cancelTimer(timer: PathValidationTimer): void {
    this.#timers.cancel(timer);
  }

  get #isNegotiated(): boolean {
    return this.#context.ids.negotiated?.returnRoutabilityCheck === true;
  }

  #leaveCurrentPath(newPath: number): void {
    this.#leftPaths.delete(newPath);
    this.#leftPaths.add(this.#context.currentPath(), this.#context.ids.peer);
  }

  /** Tells the peer by a record on this path, the current one, that we are there. Its response has no effect. */
  #announce(path: number): void {
    if (!this.#isNegotiated) return;
    this.#challengeOn(path);
    this.#announcement.start();
  }

  #challengeOn(path: number): void {
    const { ids, provider } = this.#context;
    this.#transmit(path, ids.peer, RrcMsgType.path_challenge, pathCheckCookie(provider));
  }

  #forgetNewPath(): void {
    if (this.#newPath !== undefined) this.#unvalidatedPaths.forget(this.#newPath);
    this.#newPath = undefined;
    this.#isOwn = false;
    this.#newPathId = undefined;
    this.#challenges = [];
  }

  #challenge(path: number, id: Uint8Array): void {
    const cookie = pathCheckCookie(this.#context.provider);
    this.#challenges.push({ path, cookie });
    this.#transmit(path, id, RrcMsgType.path_challenge, cookie);
  }

  /**
   * RFC 9853 section 5.2: path_drop on a path that we left or are about to leave on our own initiative. On a path that is
   * not validated there is a response within its limit only: the peer's connection id makes it longer than the challenge.
   */
  #respond(path: number, cookie: Uint8Array): void {
    const isLeaving = this.#isOwn && path === this.#context.currentPath();
    const leftId = isLeaving ? this.#context.ids.peer : this.#leftPaths.idOn(path);
    if (leftId !== undefined) {
      this.#transmit(path, leftId, RrcMsgType.path_drop, cookie);
      return;
    }
    const isChecked = path === this.#newPath && this.#isNegotiated;
    const id = isChecked ? this.#idOnNewPath() : this.#context.ids.peer;
    if (path !== this.#context.currentPath() && !this.#spend(path, id)) return;
    this.#transmit(path, id, RrcMsgType.path_response, cookie);
  }

  /** Takes the length of a message from the limit of a path that is not validated. False: it is longer than the rest. */
  #spend(path: number, id: Uint8Array): boolean {
    return this.#unvalidatedPaths.spend(path, this.#context.datagramLength(1 + RRC_COOKIE_LENGTH, id));
  }

  /** An id that is used on no other path, if the peer has issued one; RFC 9853 section 9. */
  #idOnNewPath(): Uint8Array {
    const { ids } = this.#context;
    this.#newPathId ??= ids.takeSpare() ?? ids.peer;
    return this.#newPathId;
  }

  #transmit(path: number, id: Uint8Array, msgType: RrcMsgType, body: Uint8Array, length?: number): void {
    this.#context.transmit(path, id, encodeToBytes(ReturnRoutabilityCheck, { msgType, body }), length);
  }
}
