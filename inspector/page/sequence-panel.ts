import { machineKey } from '../model/connection-state.ts';
import { formatCount, formatDuration } from '../model/number-format.ts';
import { recordText, transitionText } from '../model/step-text.ts';
import type { DatagramRecord, TraceRecord, TransitionRecord } from '../model/trace-record.ts';
import { element, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import { RecordList } from './record-list.ts';
import { RowWindow } from './row-window.ts';

type Side = 'client' | 'server';

/** The message sequence diagram: datagrams between the two peers, and what happens at each of them. */
export class SequencePanel implements View {
  readonly #inspector: Inspector;
  readonly #panel = requireElement('#panel-sequence');
  readonly #records: RecordList;
  readonly #rows: RowWindow;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.#records = new RecordList(
      inspector,
      (record, index) =>
        inspector.isWatched(record) && inspector.model.recordOf(inspector.model.positionOf(index)) === index,
    );
    const list = requireElement('ol', this.#panel);
    this.#rows = new RowWindow(list, list, (row) => this.#row(row));
    list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-record]');
      if (row !== null) inspector.goToRecord(Number(row.dataset['record']));
    });
  }

  render(): void {
    const { model, position } = this.#inspector;
    if (this.#records.update()) this.#rows.clear();
    if (this.#panel.hidden) return;
    const last = model.recordOf(position);
    const current = this.#records.rowOf(last);
    this.#rows.show(Math.max(0, current), this.#records.length);
    for (const [row, item] of this.#rows.rows()) {
      item.classList.toggle('is-now', row === current && this.#records.at(row) === last);
      item.classList.toggle('is-ahead', row > current);
      if (row === current) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    }
  }

  #sideOf(connection: string): Side {
    const role = this.#inspector.roleOf(connection);
    if (role === 'server' || role === 'client') return role;
    return this.#inspector.watched.indexOf(connection) === 1 ? 'server' : 'client';
  }

  #row(row: number): HTMLElement {
    const index = this.#records.at(row);
    const { model } = this.#inspector;
    const record = model.record(index);
    if (record === undefined) return element('li');
    const previous = model.record(this.#records.at(row - 1));
    const time = formatDuration(record.time);
    const isSameTime = previous !== undefined && formatDuration(previous.time) === time;
    const item = element('li', { 'data-record': String(index), 'data-step': String(model.positionOf(index)) });
    if (!isSameTime) item.append(element('p', { class: 'time' }, time));
    const { classes, lines, small, isWire } = this.#content(record);
    item.className = classes;
    const body = element('div', { class: 'row' }, ...lines.map((line) => element('p', { class: 'line' }, line)));
    body.append(element(isWire ? 'div' : 'span', { class: isWire ? 'wire' : 'dot' }));
    if (small !== '') body.append(element('p', { class: 'small' }, small));
    item.append(body);
    return item;
  }

  #content(record: TraceRecord): { classes: string; lines: readonly string[]; small: string; isWire: boolean } {
    if (record.type === 'dropped') return { classes: 'gap', lines: [recordText(record)], small: '', isWire: false };
    const side = this.#sideOf(record.connection);
    switch (record.type) {
      case 'datagram':
        return this.#datagram(record, side);
      case 'transition':
        return this.#transition(record, side);
      case 'event':
        return { classes: `event at-${side} ${record.tone}`, lines: [record.text], small: '', isWire: false };
      default:
        return { classes: `event at-${side}`, lines: [recordText(record)], small: '', isWire: false };
    }
  }

  #datagram(
    record: DatagramRecord,
    side: Side,
  ): { classes: string; lines: readonly string[]; small: string; isWire: boolean } {
    const isSent = record.direction === 'sent';
    const from = isSent === (side === 'client') ? 'client' : 'server';
    const arrival = this.#inspector.model.arrivalOf(record);
    const how =
      record.lost === true
        ? ' · lost'
        : arrival === undefined || !isSent
          ? ''
          : ` · ${formatDuration(arrival - record.time)} in flight`;
    const lines = record.records.length > 0 ? record.records : [isSent ? 'datagram' : 'received datagram'];
    const small = `${formatCount(record.length)} bytes${how}`;
    return { classes: `datagram from-${from}${record.lost === true ? ' lost' : ''}`, lines, small, isWire: true };
  }

  #transition(
    record: TransitionRecord,
    side: Side,
  ): { classes: string; lines: readonly string[]; small: string; isWire: boolean } {
    const chart = this.#inspector.model.chart(record.machine);
    const edge = this.#inspector.edgeOf(record);
    const declared = chart?.edges[edge];
    const guard = declared?.guard === undefined ? '' : ` [${declared.guard}]`;
    // The handshake machine has the name of its role. The other machines are shown in smaller print.
    const isMajor = record.machine === this.#inspector.roleOf(record.connection);
    const outcome = declared?.outcome ?? 'unexpected';
    return {
      classes: `transition at-${side} ${isMajor ? 'major' : 'minor'} ${outcome}`,
      lines: [transitionText(record, chart, edge)],
      small: `${isMajor ? '' : `${machineKey(record)}: `}${record.event}${guard}`,
      isWire: false,
    };
  }
}
