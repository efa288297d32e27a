import type { InspectedProtocol } from '../model/chart.ts';
import { formatCount } from '../model/number-format.ts';
import { connectionTitle } from '../model/step-text.ts';
import { parseTraceLine } from '../model/trace-record.ts';
import { button, element, requireElement } from './dom.ts';
import type { Inspector } from './inspector.ts';
import type { SourceStatus } from './source-status.ts';

/** Milliseconds until a stream that the server refused is opened again; doubled each time up to the maximum. */
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 10_000;
/** Connections in the list at a time; the filter finds the others. */
const MAX_LISTED = 200;

interface ListedConnection {
  readonly connection: string;
  readonly role?: string;
  readonly local?: string;
  readonly remote?: string;
  readonly state?: string;
  readonly open?: boolean;
}

/** A stream of the server that is opened again for as long as it is wanted. */
class Stream {
  readonly #address: string;
  readonly #line: (data: string) => void;
  readonly #changed: (isOpen: boolean) => void;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_RETRY_MS;

  constructor(address: string, line: (data: string) => void, changed: (isOpen: boolean) => void) {
    this.#address = address;
    this.#line = line;
    this.#changed = changed;
    this.#open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(this.#address);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#wait = FIRST_RETRY_MS;
      this.#changed(true);
    });
    source.addEventListener('message', ({ data }) => this.#line(String(data)));
    source.addEventListener('error', () => {
      this.#changed(false);
      // The browser opens a broken stream again, but not one that the server refused.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#timer = setTimeout(() => this.#open(), this.#wait);
      this.#wait = Math.min(MAX_RETRY_MS, 2 * this.#wait);
    });
  }
}

/** Shows what a server that is being inspected sends: its charts, its connections and the trace of the watched one. */
export class LiveSource {
  readonly #inspector: Inspector;
  readonly #status: SourceStatus;
  readonly #section = requireElement('.connections');
  readonly #list = requireElement('ul', this.#section);
  readonly #filter = requireElement<HTMLInputElement>('[data-filter="connections"]');
  #connections: readonly ListedConnection[] = [];
  #watched: string | undefined;
  #trace: Stream | undefined;
  #events: Stream | undefined;
  #isClosed = false;

  constructor(inspector: Inspector, status: SourceStatus) {
    this.#inspector = inspector;
    this.#status = status;
    this.#section.hidden = false;
    this.#filter.addEventListener('input', () => this.#renderList());
  }

  /** Fetches the charts and opens the stream of connections. */
  async start(): Promise<void> {
    this.#status.show('connecting', 'waiting');
    try {
      const response = await fetch('charts');
      if (!response.ok) throw new Error(`the server answers ${response.status}`);
      const { protocols } = (await response.json()) as { protocols: readonly InspectedProtocol[] };
      this.#inspector.protocols = protocols;
    } catch (error) {
      this.#status.show('no server', 'lost');
      this.#status.fail(`The charts cannot be loaded: ${error instanceof Error ? error.message : 'unknown reason'}.`);
      setTimeout(() => void this.start(), MAX_RETRY_MS);
      return;
    }
    if (this.#isClosed) return;
    this.#status.clear();
    this.#inspector.startTrace();
    this.#inspector.settle();
    this.#events = new Stream(
      'events',
      (data) => this.#event(data),
      (isOpen) => this.#reached(isOpen),
    );
  }

  /** Closes all streams: a file is shown instead. */
  close(): void {
    this.#isClosed = true;
    this.#events?.close();
    this.#trace?.close();
    this.#inspector.isLive = false;
    this.#section.hidden = true;
  }

  #reached(isOpen: boolean): void {
    if (isOpen) this.#status.show(this.#watched === undefined ? 'live, no connection yet' : 'live', 'live');
    else this.#status.show('the server does not answer, trying again', 'lost');
  }

  #event(data: string): void {
    let given: { type?: unknown; connections?: unknown; values?: unknown };
    try {
      given = JSON.parse(data) as typeof given;
    } catch {
      this.#status.fail('The server sent a list of connections that is not JSON.');
      return;
    }
    if (given.type === 'connections' && Array.isArray(given.connections)) {
      this.#connections = given.connections.filter(isListed);
      const [newest] = this.#connections;
      if (this.#watched === undefined && newest !== undefined) this.#watch(newest.connection);
      this.#renderList();
    } else if (given.type === 'counters' && typeof given.values === 'object' && given.values !== null) {
      this.#renderCounters(given.values as Readonly<Record<string, unknown>>);
    }
  }

  /** Opens the trace of a connection. Each header starts the trace again, also after a stream that broke. */
  #watch(connection: string): void {
    this.#trace?.close();
    this.#watched = connection;
    const { isLive } = this.#inspector;
    this.#inspector.isLive = true;
    if (!isLive) this.#inspector.follows = true;
    this.#inspector.follows = true;
    this.#trace = new Stream(
      `trace?connection=${encodeURIComponent(connection)}`,
      (data) => this.#record(data),
      (isOpen) => this.#reached(isOpen),
    );
    this.#renderList();
  }

  #record(data: string): void {
    const parsed = parseTraceLine(data);
    if (parsed.kind === 'header') {
      const { position, follows } = this.#inspector;
      this.#inspector.startTrace();
      if (!follows) this.#inspector.position = position;
    }
    const reason = this.#inspector.model.append(parsed);
    if (reason !== undefined) this.#status.fail(`A record of the server cannot be read: ${reason}.`);
    this.#inspector.appended();
  }

  #renderList(): void {
    const words = this.#filter.value.toLowerCase();
    const found = this.#connections.filter((each) => JSON.stringify(each).toLowerCase().includes(words));
    const items = found.slice(0, MAX_LISTED).map((each) => {
      const item = button('', () => this.#watch(each.connection), { 'data-watch': each.connection });
      item.append(
        element('span', { class: 'name' }, connectionTitle(each)),
        element('span', { class: 'state' }, each.open === false ? 'closed' : (each.state ?? '')),
      );
      if (each.connection === this.#watched) item.setAttribute('aria-current', 'true');
      return element('li', {}, item);
    });
    const more = found.length - items.length;
    const rest = more > 0 ? `, ${formatCount(more)} more by filter` : '';
    requireElement('[data-show="connection-count"]').textContent = `${formatCount(this.#connections.length)}${rest}`;
    this.#list.replaceChildren(...items);
  }

  #renderCounters(values: Readonly<Record<string, unknown>>): void {
    const counts = Object.entries(values).filter((each): each is [string, number] => typeof each[1] === 'number');
    const rows = counts
      .slice(0, 100)
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, formatCount(value))));
    requireElement('[data-show="endpoint"]').replaceChildren(...rows);
    requireElement('.endpoint').hidden = rows.length === 0;
  }
}

function isListed(value: unknown): value is ListedConnection {
  return typeof value === 'object' && value !== null && typeof (value as ListedConnection).connection === 'string';
}
