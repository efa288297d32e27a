import { machineKey } from '../model/connection-state.ts';
import { formatCount, formatDuration } from '../model/number-format.ts';
import { connectionTitle, stepSentence } from '../model/step-text.ts';
import type { ChartView } from './chart-view.ts';
import { allElements, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';

/** The bar below: slider, buttons, keys and the sentence of the present step. */
export class Transport implements View {
  readonly #inspector: Inspector;
  readonly #slider = requireElement<HTMLInputElement>('.transport input');
  readonly #play = requireElement('[data-do="play"]');
  readonly #live = requireElement('[data-do="live"]');
  readonly #actions: Readonly<Record<string, () => void>>;

  constructor(inspector: Inspector, chart: ChartView) {
    this.#inspector = inspector;
    this.#actions = {
      first: () => inspector.goTo(0),
      back: () => inspector.step(-1),
      play: () => inspector.togglePlayback(),
      forward: () => inspector.step(1),
      last: () => inspector.goTo(inspector.model.length),
      live: () => inspector.goTo(inspector.follows ? inspector.position - 1 : inspector.model.length),
    };
    for (const each of allElements('.transport [data-do]'))
      each.addEventListener('click', () => this.#actions[each.dataset['do'] ?? '']?.());
    this.#slider.addEventListener('input', () => inspector.goTo(this.#slider.valueAsNumber));
    const zooms: Readonly<Record<string, 'in' | 'out' | 'fit'>> = { '+': 'in', '-': 'out', '0': 'fit' };
    document.addEventListener('keydown', (event) => {
      const zoom = zooms[event.key];
      if (zoom !== undefined && isFree(event)) chart.zoom(zoom);
      else this.#key(event);
    });
  }

  render(): void {
    const { model, position, playing, isLive, follows } = this.#inspector;
    this.#slider.max = String(model.length);
    this.#slider.value = String(position);
    const record = model.step(position);
    const time = record === undefined ? '' : formatDuration(record.time);
    this.#slider.setAttribute('aria-valuetext', `step ${position} of ${model.length}${time === '' ? '' : `, ${time}`}`);
    requireElement('[data-show="step"]').textContent = formatCount(position + model.forgottenSteps);
    requireElement('[data-show="steps"]').textContent = formatCount(model.length + model.forgottenSteps);
    requireElement('[data-show="time"]').textContent = time;
    const sentence = requireElement('[data-show="sentence"]');
    sentence.textContent = this.#sentence();
    this.#play.setAttribute('aria-pressed', String(playing));
    this.#play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    this.#live.hidden = !isLive;
    this.#live.setAttribute('aria-pressed', String(follows));
    const disabled = { first: position === 0, back: position === 0, forward: position === model.length };
    for (const [name, isOff] of Object.entries({ ...disabled, last: disabled.forward, play: model.length === 0 }))
      requireElement<HTMLButtonElement>(`.transport [data-do="${name}"]`).disabled = isOff;
  }

  #sentence(): string {
    const { model, position } = this.#inspector;
    const record = model.step(position);
    if (model.length === 0) return 'No steps yet.';
    if (record === undefined) {
      const forgotten = model.forgottenSteps;
      return forgotten > 0
        ? `The first ${formatCount(forgotten)} steps are no longer kept: the page keeps 200 000 records.`
        : 'The start. The right arrow key shows the next step, the space bar plays.';
    }
    if (record.type === 'dropped') return stepSentence(record);
    const state = model.stateAt(position).get(record.connection);
    const who = state === undefined ? record.connection : connectionTitle(state);
    const chart = record.type === 'transition' ? model.chart(record.machine) : undefined;
    const edge = record.type === 'transition' ? state?.machines.get(machineKey(record)) : undefined;
    return `${who}: ${stepSentence(record, chart, edge?.lastEdge)}`;
  }

  #key(event: KeyboardEvent): void {
    const keys: Readonly<Record<string, string>> = {
      ArrowLeft: 'back',
      ArrowRight: 'forward',
      Home: 'first',
      End: 'last',
      ' ': 'play',
    };
    const action = keys[event.key];
    if (action === undefined || !isFree(event) || event.shiftKey) return;
    const target = event.target as Element;
    // The browser handles the space bar for a focused button.
    if (event.key === ' ' && target.matches('button, summary, a')) return;
    event.preventDefault();
    this.#actions[action]?.();
  }
}

/** Whether a key is not meant for a field, a tab or the browser. */
function isFree(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const target = event.target as Element;
  return !target.matches('input, select, textarea, [role="tab"]');
}
