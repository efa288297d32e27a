import { ContentType } from '../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../generated/dtls13/registries/handshake-type.ts';
import { Associations } from './associations.ts';
import { DtlsConnection } from './connection.ts';
import { ConnectionLimits } from './connection-limits.ts';
import { DeadlineQueue } from './deadline-queue.ts';
import { CookieKeys } from './door/cookie-keys.ts';
import { CookieSeal } from './door/cookie-seal.ts';
import { cookieTime } from './door/cookie-time.ts';
import { AMPLIFICATION, CreditSink } from './door/credit-sink.ts';
import { Doorstep } from './door/doorstep.ts';
import { HelloReassembly } from './door/hello-reassembly.ts';
import { StatelessAnswers } from './door/stateless-answers.ts';
import { type Admission, type Arrival, type Household, Threshold } from './door/threshold.ts';
import type { Answer, DatagramBatch, Listener, OutputSink } from './endpoint.ts';
import type { HandshakeContext } from './handshake/context.ts';
import type { ServerPolicy } from './handshake/policy.ts';
import { ReassemblyBudget } from './handshake/reassembly-budget.ts';
import { ServerHandshake } from './handshake/server/server-handshake.ts';
import {
  checkAnswer,
  cookiePolicy,
  inRange,
  type ListenerOptions,
  type Settings,
  serverPolicy,
  settle,
} from './options.ts';
import { SourcePrefix } from './source-prefix.ts';
import { addCounters, type Counters, createCounters, type Statistics } from './statistics.ts';

/** Bytes of our first flight besides the certificates, or a little less; what it really is decides in the end. */
const ANSWER_OVERHEAD = 600;

/** Many server-side associations, told apart by path. Before a client's cookie is back nothing is kept for it. */
export class DtlsListener implements Listener {
  readonly #settings: Settings;
  readonly #policy: ServerPolicy;
  readonly #cookies: 'always' | 'as-needed' | 'never';
  readonly #cookieKeys: CookieKeys;
  readonly #household: Household;
  readonly #doorstep: Doorstep;
  readonly #answers: StatelessAnswers;
  readonly #reassemblyBudget: ReassemblyBudget;
  readonly #associations = new Associations();
  readonly #limits: ConnectionLimits;
  readonly #credits = new CreditSink();
  readonly #deadlines = new DeadlineQueue<DtlsConnection>();
  /** Those that may have something to say. */
  readonly #active = new Set<DtlsConnection>();
  /** Who asked the question with this number, and which it was: one at a time. */
  readonly #questions = new Map<number, DtlsConnection>();
  readonly #asked = new Map<DtlsConnection, number>();
  /** What happened outside connections, and in those that ended. */
  readonly #counters: Counters = createCounters();
  #closing = false;
  #nextQuestion = 0;
  #now = 0;
  /** Made from the ClientHello that is being heard. */
  #newcomer: DtlsConnection | undefined;
  /** Its client sent the ClientHello that is being heard once more. */
  #repeater: DtlsConnection | undefined;
  #polling = false;

  constructor(options: ListenerOptions) {
    this.#settings = settle(options);
    const { provider, host } = options;
    this.#policy = serverPolicy(options);
    this.#cookies = cookiePolicy(options);
    const limits = {
      maxConnections: inRange('maxConnections', options.maxConnections ?? 100_000, 1, 2 ** 31),
      maxHandshakes: inRange('maxHandshakes', options.maxHandshakes ?? 1024, 1, 2 ** 31),
      initialTimeout: this.#settings.initialTimeout,
    };
    const prefixes = new SourcePrefix(
      inRange('ipv4PrefixLength', options.ipv4PrefixLength ?? 32, 1, 32),
      inRange('ipv6PrefixLength', options.ipv6PrefixLength ?? 64, 1, 128),
    );
    this.#limits = new ConnectionLimits(limits, prefixes, (path) => host.address(path), this.#counters);
    const cookieLifetime = inRange('cookieLifetime', options.cookieLifetime ?? 240_000, 1000, 86_400_000);
    this.#cookieKeys = new CookieKeys(provider, options.cookieKeys, cookieLifetime);
    this.#reassemblyBudget = new ReassemblyBudget(
      inRange('maxReassembly', options.maxReassembly ?? 2 ** 26, 65_536, 2 ** 40),
    );
    this.#answers = new StatelessAnswers(this.#counters);
    this.#household = {
      provider,
      cookies: new CookieSeal(provider, this.#cookieKeys, cookieLifetime, options.wallClock),
      answers: this.#answers,
      counters: this.#counters,
      address: (path) => host.address(path),
      requiresCookie: (helloLength) => this.#requiresCookie(helloLength),
      admit: (admission) => this.#admit(admission),
      refused: (path, error) => host.refused?.(path, error),
    };
    const slots = inRange('helloSlots', options.helloSlots ?? 1024, 16, 2 ** 20);
    const maxHelloSize = inRange('maxHelloSize', options.maxHelloSize ?? 4096, 512, 2 ** 17);
    const hashKey = new Uint8Array(8);
    provider.random(hashKey);
    const reassembly = new HelloReassembly({ slots, maxHelloSize, hashKey, prefixes }, this.#counters);
    this.#doorstep = new Doorstep(
      { address: (path) => host.address(path), arrived: (arrival) => this.#arrived(arrival) },
      reassembly,
    );
  }

  get size(): number {
    return this.#associations.size;
  }

  owns(path: number): boolean {
    return this.#associations.resident(path) !== undefined;
  }

  get statistics(): Statistics {
    const sum = createCounters();
    addCounters(sum, this.#counters);
    for (const connection of this.#associations.connections()) addCounters(sum, connection.statistics);
    return sum;
  }

  shareCookieKeys(keys: readonly Uint8Array[]): void {
    this.#cookieKeys.share(keys);
  }

  close(now: number): void {
    this.#now = now;
    this.#closing = true;
    for (const connection of [...this.#associations.connections()]) connection.close(now);
  }

  handleDatagrams(batch: DatagramBatch, now: number): void {
    this.#now = now;
    for (let index = 0; index < batch.count; index++) {
      const at = batch.at[index] as number;
      const end = at + (batch.length[index] as number);
      const path = batch.path[index] as number;
      const resident = this.#associations.resident(path);
      if (resident === undefined) this.#receiveStranger(path, batch.slab, at, end);
      else this.#receiveKnown(resident, batch.slab, at, end);
    }
  }

  handleTimeout(now: number): void {
    this.#now = now;
    for (let due = this.#deadlines.due(now); due !== undefined; due = this.#deadlines.due(now)) {
      due.handleTimeout(now);
      this.#touch(due);
    }
  }

  answer(answer: Answer, now: number): void {
    checkAnswer(answer);
    this.#now = now;
    const connection = this.#questions.get(answer.id);
    this.#questions.delete(answer.id);
    if (connection === undefined) return;
    this.#asked.delete(connection);
    connection.answer(answer, now);
    this.#changed(connection);
  }

  datagramTooLong(path: number, size: number, now: number): void {
    this.#now = now;
    this.#associations.resident(path)?.datagramTooLong(path, size, now);
    this.#associations.challenger(path)?.datagramTooLong(path, size, now);
  }

  poll(sink: OutputSink): boolean {
    if (this.#polling) return false;
    this.#polling = true;
    try {
      if (!this.#answers.write(sink)) return true;
      for (const connection of this.#active) {
        if (this.#polled(connection, sink)) return true;
        this.#active.delete(connection);
        this.#settle(connection);
      }
      return false;
    } finally {
      this.#polling = false;
    }
  }

  /** True: the sink is full. */
  #polled(connection: DtlsConnection, sink: OutputSink): boolean {
    try {
      return this.#credits.poll(connection, sink);
    } catch (error) {
      // Behind the others: what throws each time must not keep them from their turn.
      this.#active.delete(connection);
      this.#active.add(connection);
      throw error;
    }
  }

  nextDeadline(): number {
    return this.#deadlines.next;
  }

  #receiveStranger(path: number, slab: Uint8Array, at: number, end: number): void {
    const { discarded } = this.#counters;
    this.#counters.datagramsReceived += 1;
    this.#counters.bytesReceived += end - at;
    const look = this.#closing ? 'foreign' : this.#doorstep.receive(path, slab, at, end, this.#now);
    if (look === 'foreign') discarded.unassociated += 1;
    else if (look === 'malformed') discarded.malformed += 1;
  }

  /** The resident gets what is not for others. A challenger gets a copy first, as decryption is in place. */
  #receiveKnown(resident: DtlsConnection, slab: Uint8Array, at: number, end: number): void {
    const { path } = resident;
    if (at < end && slab[at] === ContentType.handshake && this.#receiveHello(path, slab, at, end)) return;
    const challenger = this.#associations.challenger(path);
    if (challenger !== undefined) {
      this.#deliver(challenger, slab.slice(at, end), 0, end - at);
      if (this.#associations.resident(path) === challenger) return;
    }
    this.#deliver(resident, slab, at, end);
  }

  /**
   * Perhaps the client of a connection begins anew; RFC 9147 section 5.11. Its connection must not take the new
   * ClientHello for a repetition of the old one and answer with the old ServerHello: it only hears of true repetitions.
   */
  #receiveHello(path: number, slab: Uint8Array, at: number, end: number): boolean {
    // What is wrong with it, the resident will count.
    if (this.#doorstep.receive(path, slab, at, end, this.#now) !== 'taken') return false;
    const repeater = this.#repeater;
    this.#repeater = undefined;
    if (repeater !== undefined) {
      this.#deliver(repeater, slab, at, end);
    } else {
      this.#counters.datagramsReceived += 1;
      this.#counters.bytesReceived += end - at;
    }
    return true;
  }

  #deliver(connection: DtlsConnection, slab: Uint8Array, at: number, end: number): void {
    if (this.#credits.limits(connection)) this.#credits.earn(connection, end - at);
    connection.handleDatagram(slab, at, end, this.#now);
    if (connection.heardAt === this.#now) this.#limits.heard(connection, this.#now);
    this.#reassemblyBudget.enforce(this.#now);
    this.#changed(connection);
  }

  /** A complete ClientHello. The chart decides what becomes of it. */
  #arrived(arrival: Arrival): void {
    const { path, body } = arrival;
    this.#repeater = this.#associations.madeFrom(path, body);
    if (this.#repeater !== undefined) return;
    const { discarded } = this.#counters;
    if (this.#closing) {
      discarded.unassociated += 1;
      return;
    }
    if (!this.#hasRoom(arrival)) {
      discarded.noRoom += 1;
      return;
    }
    if (this.#isReplayed(arrival)) {
      discarded.replayed += 1;
      return;
    }
    // Without a cookie anybody could have sent it, and one beside the resident is enough.
    if (this.#isUnproven(arrival) && this.#isContested(path)) {
      discarded.unassociated += 1;
      return;
    }
    if (arrival.messageSeq === 0) this.#expectAnother(path);
    new ServerHandshake(new Threshold(this.#household, arrival), this.#policy).receive(
      HandshakeType.client_hello,
      body,
    );
    const newcomer = this.#newcomer;
    this.#newcomer = undefined;
    newcomer?.launch();
  }

  /**
   * The client of a handshake under way may begin anew here. A ServerHello that was meant for the old handshake would end
   * the new one, which it reaches after its HelloRetryRequest.
   */
  #expectAnother(path: number): void {
    const resident = this.#associations.resident(path);
    if (resident === undefined) return;
    resident.holdBack(this.#now);
    this.#associations.challenger(path)?.holdBack(this.#now);
    this.#associations.offer(path, this.#household.cookies.issuedAt(this.#now));
  }

  /** Whether this ClientHello leads to a connection at once, whose client has not shown where it is. */
  #isUnproven({ messageSeq, body }: Arrival): boolean {
    return messageSeq === 0 && !this.#requiresCookie(body.length);
  }

  /** Whether somebody has begun anew on this path who is there, or who may still answer: clients wait as long themselves. */
  #isContested(path: number): boolean {
    const challenger = this.#associations.challenger(path);
    if (challenger === undefined) return false;
    if (challenger.heardAt !== undefined || this.#associations.hasProvenChallenger(path)) return true;
    return this.#now - challenger.startedAt < this.#settings.initialTimeout;
  }

  /** Whether a connection could be made, before anything is spent on it. One that is replaced makes room itself. */
  #hasRoom(arrival: Arrival): boolean {
    const { path, messageSeq, now } = arrival;
    const replacesSession = this.#associations.resident(path)?.authenticated === true;
    if (!replacesSession && !this.#limits.admitsSession(path, now)) return false;
    const isAnsweredStatelessly = messageSeq === 0 && !this.#isUnproven(arrival);
    return isAnsweredStatelessly || this.#limits.admitsHandshake(path, now);
  }

  /** Whether somebody repeats what the client of a handshake under way said in an earlier one. */
  #isReplayed({ path, messageSeq, body }: Arrival): boolean {
    if (messageSeq === 0 || this.#associations.resident(path) === undefined) return false;
    const issued = cookieTime(body);
    return issued !== undefined && this.#associations.isOutdated(path, issued);
  }

  #admit({ path, hello, proven, ...role }: Admission): HandshakeContext {
    const connection: DtlsConnection = new DtlsConnection(
      this.#settings,
      {
        path,
        role,
        nextQuestion: () => this.#ask(connection),
        resized: (bytes) => this.#reassemblyBudget.resize(connection, bytes),
      },
      (touched) => this.#changed(touched),
      this.#now,
    );
    this.#limits.begin(connection, this.#now);
    const former = this.#associations.add(connection, hello, proven ? cookieTime(hello) : undefined);
    this.#supersede(former);
    const resident = this.#associations.resident(path);
    // Two handshakes at once would take each other's flights for their own.
    if (proven && resident !== connection && resident?.handshaking) {
      this.#supersede(this.#associations.succeed(path));
    }
    if (!proven && this.#cookies === 'as-needed') this.#credits.earn(connection, hello.length);
    this.#newcomer = connection;
    this.#touch(connection);
    return connection.context;
  }

  #requiresCookie(helloLength: number): boolean {
    if (this.#cookies !== 'as-needed') return this.#cookies === 'always';
    if (this.#limits.isBusy) return true;
    const chain = this.#policy.certificate.chain.reduce((bytes, { length }) => bytes + length, 0);
    return chain + ANSWER_OVERHEAD > AMPLIFICATION * helloLength;
  }

  #ask(connection: DtlsConnection): number {
    const id = this.#nextQuestion;
    this.#nextQuestion += 1;
    this.#questions.set(id, connection);
    this.#asked.set(connection, id);
    return id;
  }

  /** Input, or an answer, may have authenticated the client. */
  #changed(connection: DtlsConnection): void {
    this.#touch(connection);
    if (!connection.authenticated) return;
    if (this.#credits.limits(connection)) this.#credits.lift(connection);
    const { path } = connection;
    if (this.#associations.challenger(path) === connection) this.#supersede(this.#associations.succeed(path));
    this.#limits.complete(connection, this.#now);
  }

  /** Another connection took its place on the path. */
  #supersede(former: DtlsConnection | undefined): void {
    if (former === undefined) return;
    this.#limits.remove(former);
    former.supersede(this.#now);
  }

  #touch(connection: DtlsConnection): void {
    if (!this.#associations.has(connection)) return;
    this.#active.add(connection);
    this.#deadlines.update(connection);
  }

  /** After a connection was drained: is it still there? */
  #settle(connection: DtlsConnection): void {
    if (!connection.ended) {
      this.#deadlines.update(connection);
      return;
    }
    this.#limits.remove(connection);
    this.#associations.remove(connection);
    this.#credits.lift(connection);
    const open = this.#asked.get(connection);
    if (open !== undefined) this.#questions.delete(open);
    this.#asked.delete(connection);
    this.#deadlines.remove(connection);
    addCounters(this.#counters, connection.statistics);
  }
}
