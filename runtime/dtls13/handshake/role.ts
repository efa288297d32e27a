import type { AlertError } from '../../errors/alert-error.ts';
import { PeerError } from '../../errors/peer-error.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import { WireError } from '../../errors/wire-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type { MachineEdge } from '../../machine/index.ts';
import type { HandshakeContext } from './context.ts';
import { HandshakeTranscript } from './handshake-transcript.ts';
import type { SessionKeys } from './session-keys.ts';

/** What the handshakes of both roles share: the transcript, the keys, and how they end in failure. */
export abstract class Role {
  protected readonly context: HandshakeContext;
  protected readonly transcript: HandshakeTranscript;
  protected keys: SessionKeys | undefined;
  /** True once the peer is authenticated and the keys for data are there. */
  secure = false;
  #edge = 0;
  #error: WirechartError | undefined;
  #alert: string | undefined;
  #peersAlert: AlertError | undefined;
  readonly #startedAt: number;

  constructor(context: HandshakeContext) {
    this.context = context;
    this.transcript = new HandshakeTranscript(context.provider);
    this.#startedAt = context.now();
  }

  /** Machine id and edges of the role's chart. */
  protected abstract readonly chart: { readonly id: string; readonly edges: readonly MachineEdge[] };

  /** Runs what decodes a message; bytes that do not decode become the failure of the handshake. False: they did. */
  protected decodes(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const alert = error.code === 'ERR_WIRE_ILLEGAL_VALUE' ? 'illegal_parameter' : 'decode_error';
      this.fail(new PeerError(alert, '', error.message, { cause: error }), alert);
      return false;
    }
  }

  /** What `abort` reports and sends. The first reason counts. */
  protected fail(error: WirechartError, alert: string | undefined): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#alert = alert;
  }

  protected setPeersAlert(error: AlertError): void {
    this.#peersAlert = error;
  }

  wipe(): void {
    this.keys?.wipe();
  }

  // What both charts ask for.

  transition(edge: number): void {
    this.#edge = edge;
    this.context.traceHandshake(this.chart.id, edge);
  }

  fatal(alert: string, ref: string): void {
    const edge = this.chart.edges[this.#edge];
    const reason = edge?.guard === undefined ? 'is out of place here' : `is refused: ${edge.guard}`;
    const note = edge?.description === undefined ? '' : `. ${edge.description}`;
    this.fail(new PeerError(alert, ref, `${edge?.trigger} ${reason}${note}`), alert);
  }

  reportAlert(): void {
    if (this.#peersAlert !== undefined) this.fail(this.#peersAlert, undefined);
  }

  reportTimeout(): void {
    this.fail(new TimeoutError('handshake', this.context.now() - this.#startedAt), undefined);
  }

  abort(): void {
    this.context.abort(this.#error as WirechartError, this.#alert);
  }
}
