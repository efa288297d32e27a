import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InspectedChart } from '../../inspector/index.ts';

const PAGE = new URL('../../inspector/page.html', import.meta.url);
const PATH = '/token/';

/** A small server with the end points that the live page asks, whose events the test sends. */
export class LiveServer {
  connections: readonly object[] = [];
  /** Lines of the trace of each connection. */
  readonly traces = new Map<string, string[]>();
  readonly #charts: readonly InspectedChart[];
  readonly #streams = new Map<ServerResponse, string>();
  #server: Server | undefined;
  #port = 0;

  constructor(charts: readonly InspectedChart[]) {
    this.#charts = charts;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}${PATH}`;
  }

  /** Listens on a free port, or on the same as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Ends all streams and closes the port. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#streams.clear();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Sends lines to those who watch the connection, and keeps them for those who come later. */
  send(connection: string, ...lines: readonly string[]): void {
    this.traces.set(connection, [...(this.traces.get(connection) ?? []), ...lines]);
    for (const line of lines) this.#emit(`trace ${connection}`, line);
  }

  sendConnections(connections: readonly object[]): void {
    this.connections = connections;
    this.#emit('events', JSON.stringify({ type: 'connections', connections }));
  }

  sendCounters(values: object): void {
    this.#emit('events', JSON.stringify({ type: 'counters', values }));
  }

  #emit(stream: string, line: string): void {
    for (const [response, name] of this.#streams) if (name === stream) response.write(`data: ${line}\n\n`);
  }

  async #answer({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, this.url);
    const path = pathname.replace(PATH, '');
    if (path === '') response.setHeader('content-type', 'text/html').end(await readFile(PAGE));
    else if (path === 'charts') this.#json(response, { protocols: [{ name: 'dtls13', charts: this.#charts }] });
    else if (path === 'connections') this.#json(response, this.connections);
    else if (path === 'events' || path === 'trace') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const connection = searchParams.get('connection') ?? '';
      this.#streams.set(response, path === 'events' ? path : `trace ${connection}`);
      const lines =
        path === 'events'
          ? [JSON.stringify({ type: 'connections', connections: this.connections })]
          : (this.traces.get(connection) ?? []);
      for (const line of lines) response.write(`data: ${line}\n\n`);
    } else response.writeHead(404).end();
  }

  #json(response: ServerResponse, value: object): void {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  }
}
