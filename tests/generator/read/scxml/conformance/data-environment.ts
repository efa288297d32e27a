import { type Context, createContext, runInContext } from 'node:vm';
import type { XmlElement } from '../../../../../generator/read/scxml/xml-document.ts';

/** An event with its data, as `_event` shows it. */
export interface DataEvent {
  readonly name: string;
  readonly data?: unknown;
}

interface DelayedEvent {
  readonly event: DataEvent;
  readonly due: number;
  readonly id: string;
}

/** Milliseconds that one evaluation may take: a case whose scripts do not end is a miss. */
const TIME_LIMIT = 1000;

/**
 * The data of one document and the executable content that works on it, with virtual time: what a port does for the named
 * guards and actions of an imported chart.
 */
export class DataEnvironment {
  /** Events that were sent and wait for the machine. */
  readonly queue: DataEvent[] = [];
  readonly #context: Context;
  #delayed: DelayedEvent[] = [];
  #now = 0;

  constructor(data: readonly XmlElement[], isActive: (id: string) => boolean) {
    this.#context = createContext({ In: isActive, _name: 'chart', _sessionid: 'session', _event: undefined });
    for (const element of data) {
      if (element.name === 'script') this.perform(element);
      for (const { attributes, text } of element.children) {
        const id = attributes.get('id')?.value ?? '';
        if (attributes.has('src')) throw new Error('data is loaded from a file');
        const expression = attributes.get('expr')?.value ?? text.trim();
        this.#run(`var ${id} = ${expression === '' ? 'undefined' : `(${expression})`}`);
      }
    }
  }

  /** Makes an event `_event`. */
  begin(event: DataEvent): void {
    this.#context['_event'] = event;
  }

  holds(condition: string): boolean {
    return Boolean(this.#run(`(${condition})`));
  }

  /** Performs one element of executable content. */
  perform(element: XmlElement): void {
    const value = (name: string): string | undefined => element.attributes.get(name)?.value;
    switch (element.name) {
      case 'assign':
        this.#run(`${value('location')} = (${value('expr') ?? element.text})`);
        break;
      case 'script':
        if (value('src') !== undefined) throw new Error('a script is loaded from a file');
        this.#run(element.text);
        break;
      case 'log':
        break;
      case 'raise':
        this.queue.push({ name: value('event') ?? '' });
        break;
      case 'send':
        this.#send(element);
        break;
      case 'cancel': {
        const id = value('sendid') ?? this.#run(`(${value('sendidexpr')})`);
        this.#delayed = this.#delayed.filter((sent) => sent.id !== id);
        break;
      }
      case 'if':
        this.#branch(element);
        break;
      case 'foreach':
        this.#forEach(element);
        break;
      default:
        throw new Error(`<${element.name}> is not evaluated`);
    }
  }

  /** Lets time pass. The events that fall due are queued; the caller delivers them after each call. */
  *pass(milliseconds: number): Generator<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#delayed.toSorted((a, b) => a.due - b.due);
      if (next === undefined || next.due > end) break;
      this.#now = next.due;
      this.#delayed = this.#delayed.filter((sent) => sent !== next);
      this.queue.push(next.event);
      yield;
    }
    this.#now = end;
  }

  #send({ attributes, children }: XmlElement): void {
    const value = (name: string): string | undefined => {
      const expression = attributes.get(`${name}expr`)?.value;
      return (
        attributes.get(name)?.value ?? (expression === undefined ? undefined : String(this.#run(`(${expression})`)))
      );
    };
    const target = value('target');
    if (target !== undefined && target !== '#_internal') throw new Error(`an event is sent to ${target}`);
    const delay = /^(\d*\.?\d+)(ms|s)$/.exec(value('delay') ?? '0ms');
    if (delay === null) throw new Error(`delay ${value('delay')} is no time`);
    const id = attributes.get('id')?.value ?? `send ${this.#delayed.length}`;
    const location = attributes.get('idlocation')?.value;
    if (location !== undefined) this.#run(`${location} = ${JSON.stringify(id)}`);
    const event: DataEvent = { name: value('event') ?? '', data: this.#payload(attributes, children) };
    const milliseconds = Number(delay[1]) * (delay[2] === 's' ? 1000 : 1);
    if (target === '#_internal') this.queue.push(event);
    else this.#delayed.push({ event, due: this.#now + milliseconds, id });
  }

  #payload(attributes: XmlElement['attributes'], children: readonly XmlElement[]): unknown {
    const content = children.find(({ name }) => name === 'content');
    if (content !== undefined) {
      const expression = content.attributes.get('expr')?.value;
      return expression === undefined ? content.text : this.#run(`(${expression})`);
    }
    const fields: Record<string, unknown> = {};
    for (const name of (attributes.get('namelist')?.value ?? '').split(/\s+/)) {
      if (name !== '') fields[name] = this.#run(name);
    }
    for (const { attributes: param } of children.filter(({ name }) => name === 'param')) {
      const expression = param.get('expr')?.value ?? param.get('location')?.value ?? '';
      fields[param.get('name')?.value ?? ''] = this.#run(`(${expression})`);
    }
    return Object.keys(fields).length === 0 ? undefined : fields;
  }

  /** The elements of the first branch whose condition holds. */
  #branch({ attributes, children }: XmlElement): void {
    let holds = this.holds(attributes.get('cond')?.value ?? 'false');
    let isDone = holds;
    for (const child of children) {
      if (child.name === 'elseif' || child.name === 'else') {
        holds = !isDone && (child.name === 'else' || this.holds(child.attributes.get('cond')?.value ?? 'false'));
        isDone ||= holds;
      } else if (holds) this.perform(child);
    }
  }

  #forEach({ attributes, children }: XmlElement): void {
    const items = this.#run(`[...${attributes.get('array')?.value}]`) as readonly unknown[];
    for (const [index, item] of items.entries()) {
      this.#context[attributes.get('item')?.value ?? ''] = item;
      const counter = attributes.get('index')?.value;
      if (counter !== undefined) this.#context[counter] = index;
      for (const child of children) this.perform(child);
    }
  }

  #run(script: string): unknown {
    return runInContext(script, this.#context, { timeout: TIME_LIMIT });
  }
}
