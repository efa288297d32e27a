import { formatCount, formatDuration } from '../model/number-format.ts';
import { recordText } from '../model/step-text.ts';
import type { TraceRecord } from '../model/trace-record.ts';
import { element, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';
import { RecordList } from './record-list.ts';
import { RowWindow } from './row-window.ts';

/** All records of the watched connections as lines, with a filter. */
export class LogPanel implements View {
  readonly #inspector: Inspector;
  readonly #panel = requireElement('#panel-log');
  readonly #kind = requireElement<HTMLSelectElement>('[data-choose="kind"]');
  readonly #filter = requireElement<HTMLInputElement>('[data-filter="log"]');
  readonly #count = requireElement('[data-show="log-count"]');
  readonly #records: RecordList;
  readonly #rows: RowWindow;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.#records = new RecordList(inspector, (record) => this.#shows(record));
    const list = requireElement('ol', this.#panel);
    this.#rows = new RowWindow(list, list, (row) => this.#row(row));
    for (const each of [this.#filter, this.#kind])
      each.addEventListener('input', () => {
        this.#records.reset();
        this.render();
      });
    list.addEventListener('click', (event) => {
      const row = (event.target as Element).closest<HTMLElement>('[data-record]');
      if (row !== null) inspector.goToRecord(Number(row.dataset['record']));
    });
  }

  render(): void {
    if (this.#panel.hidden) return;
    const { model, position } = this.#inspector;
    if (this.#records.update()) this.#rows.clear();
    this.#count.textContent = `${formatCount(this.#records.length)} records`;
    const last = position >= model.length ? model.recordCount - 1 : model.recordOf(position + 1) - 1;
    const current = position === 0 ? -1 : this.#records.rowOf(last);
    this.#rows.show(Math.max(0, current), this.#records.length);
    const first = model.recordOf(position);
    for (const [row, item] of this.#rows.rows()) {
      const index = this.#records.at(row);
      item.classList.toggle('is-now', position > 0 && index >= first && index <= last);
      item.classList.toggle('is-ahead', row > current);
    }
  }

  #shows(record: TraceRecord): boolean {
    if (!this.#inspector.isWatched(record)) return false;
    if (this.#kind.value !== '' && record.type !== this.#kind.value) return false;
    const words = this.#filter.value.toLowerCase();
    return words === '' || this.#text(record).toLowerCase().includes(words);
  }

  #text(record: TraceRecord): string {
    if (record.type !== 'transition') return recordText(record);
    return recordText(record, this.#inspector.model.chart(record.machine), this.#inspector.edgeOf(record));
  }

  #row(row: number): HTMLElement {
    const index = this.#records.at(row);
    const record = this.#inspector.model.record(index);
    if (record === undefined) return element('li');
    const connection = record.type === 'dropped' ? '' : record.connection;
    const tone =
      record.type === 'event' ? record.tone : record.type === 'datagram' && record.lost === true ? 'bad' : '';
    const role = this.#inspector.roleOf(connection) ?? 'client';
    return element(
      'li',
      { 'data-record': String(index), class: `${record.type} ${tone}`, 'data-of': role },
      element('span', { class: 'at' }, formatDuration(record.time)),
      element('span', { class: 'who' }, connection),
      element('span', { class: 'what' }, this.#text(record)),
    );
  }
}
