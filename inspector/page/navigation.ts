import { machineKey } from '../model/connection-state.ts';
import { initialStates } from '../model/simulation.ts';
import { connectionTitle } from '../model/step-text.ts';
import { element, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';

/** The list of machines of the watched connections, and of all charts by protocol. */
export class Navigation implements View {
  readonly #inspector: Inspector;
  readonly #nav = requireElement('.charts');
  readonly #running = requireElement('[data-list="machines"]');
  readonly #all = requireElement('[data-list="charts"]');
  readonly #toggle = requireElement('[data-do="charts"]');
  readonly #protocol = requireElement<HTMLSelectElement>('[data-choose="protocol"]');
  #shape = '';

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.#toggle.addEventListener('click', () => this.#open(this.#nav.dataset['open'] !== 'true'));
    this.#nav.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#open(false);
    });
    this.#protocol.addEventListener('change', () => {
      this.#shape = '';
      this.render();
    });
  }

  render(): void {
    const { machines, protocols, selection, model, generation } = this.#inspector;
    const known = new Set(protocols.flatMap(({ charts }) => charts.map(({ id }) => id)));
    const brought = model.charts.filter(({ id }) => !known.has(id));
    const groups = [...protocols, ...(brought.length > 0 ? [{ name: 'of the trace', charts: brought }] : [])];
    const shape = [
      generation,
      ...machines.map((each) => `${each.connection}:${each.machines.map(machineKey).join()}`),
      ...groups.map(({ name, charts }) => `${name}:${charts.length}`),
    ].join('|');
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#buildMachines();
      this.#buildCharts(groups);
    }
    this.#update();
    this.#toggle.textContent =
      selection === undefined ? 'Charts' : selection.kind === 'machine' ? selection.key : selection.chart.id;
  }

  #buildMachines(): void {
    const { machines, model } = this.#inspector;
    const states = model.stateAt(model.length);
    this.#running.replaceChildren(
      ...machines.map(({ connection, machines: own }) => {
        const state = states.get(connection);
        const title = state === undefined ? connection : connectionTitle(state);
        const items = own.map((machine) => {
          const key = machineKey(machine);
          const item = element(
            'button',
            { type: 'button', 'data-machine': key, 'data-connection': connection },
            element('span', { class: 'name' }, key),
            element('span', { class: 'state' }),
          );
          item.addEventListener('click', () => {
            this.#inspector.select({ kind: 'machine', connection, key, chart: machine.machine });
            this.#open(false);
          });
          return element('li', {}, item);
        });
        const group = element(
          'section',
          { class: 'group', 'data-of': state?.role ?? 'client' },
          element('h3', {}, title),
        );
        group.append(
          items.length > 0 ? element('ul', {}, ...items) : element('p', { class: 'quiet' }, 'No transitions yet.'),
        );
        return group;
      }),
    );
  }

  #buildCharts(groups: readonly { name: string; charts: Inspector['protocols'][number]['charts'] }[]): void {
    const chosen = this.#protocol.value;
    this.#protocol.replaceChildren(...groups.map(({ name }) => element('option', { value: name }, name)));
    if (groups.some(({ name }) => name === chosen)) this.#protocol.value = chosen;
    const group = groups.find(({ name }) => name === this.#protocol.value);
    this.#all.replaceChildren(
      ...(group?.charts ?? []).map((chart) => {
        const item = element(
          'button',
          { type: 'button', 'data-chart': chart.id, title: chart.title },
          element('span', { class: 'name' }, chart.id),
          element('span', { class: 'state' }, `${chart.states.length} states`),
        );
        item.addEventListener('click', () => {
          this.#inspector.select({ kind: 'chart', chart });
          this.#open(false);
        });
        return element('li', {}, item);
      }),
    );
  }

  #update(): void {
    const { selection, model, position } = this.#inspector;
    const states = model.stateAt(position);
    const record = model.step(position);
    for (const item of this.#running.querySelectorAll<HTMLElement>('[data-machine]')) {
      const { machine: key = '', connection = '' } = item.dataset;
      const machine = states.get(connection)?.machines.get(key);
      const chart = model.chart(key.replace(/ \d+$/, ''));
      const active = machine?.active.atomic ?? (chart === undefined ? [] : initialStates(chart).atomic);
      requireElement('.state', item).textContent = active.join(', ');
      const isSelected = selection?.kind === 'machine' && selection.key === key && selection.connection === connection;
      const isNow = record?.type === 'transition' && record.connection === connection && machineKey(record) === key;
      item.classList.toggle('is-now', isNow);
      setCurrent(item, isSelected);
    }
    for (const item of this.#all.querySelectorAll<HTMLElement>('[data-chart]'))
      setCurrent(item, selection?.kind === 'chart' && selection.chart.id === item.dataset['chart']);
  }

  #open(isOpen: boolean): void {
    this.#nav.dataset['open'] = String(isOpen);
    this.#toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.#nav.querySelector<HTMLElement>('[aria-current], button')?.focus();
    else if (this.#nav.contains(document.activeElement)) this.#toggle.focus();
  }
}

function setCurrent(item: HTMLElement, isCurrent: boolean): void {
  if (isCurrent) item.setAttribute('aria-current', 'true');
  else item.removeAttribute('aria-current');
}
