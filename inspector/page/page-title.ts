import { formatDuration } from '../model/number-format.ts';
import { connectionTitle } from '../model/step-text.ts';
import { element, requireElement } from './dom.ts';
import type { Inspector, View } from './inspector.ts';

/** Title and note of the trace, and the choice of a connection where a trace has several. */
export class PageTitle implements View {
  readonly #inspector: Inspector;
  readonly #choice = requireElement<HTMLSelectElement>('[data-choose="connection"]');
  #listed = '';

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    this.#choice.addEventListener('change', () => inspector.watch(this.#choice.value));
  }

  render(): void {
    const { model, watched, generation } = this.#inspector;
    const { title = 'State charts', note } = model.header ?? {};
    requireElement('h1').textContent = title;
    const facts = [note, model.length > 0 ? `${formatDuration(model.lastTime)} in all` : undefined];
    requireElement('[data-show="note"]').textContent = facts.filter((text) => text !== undefined).join(' · ');
    document.title = `${title} – wirechart inspector`;
    const all = [...model.stateAt(model.length).values()].filter(
      ({ connection, peer }) => peer === undefined || !watched.includes(peer) || connection === watched[0],
    );
    const listed = `${generation} ${all.map(({ connection }) => connection).join()}`;
    this.#choice.hidden = all.length < 2;
    if (listed === this.#listed) return;
    this.#listed = listed;
    this.#choice.replaceChildren(
      ...all.map((state) => element('option', { value: state.connection }, connectionTitle(state))),
    );
    this.#choice.value = watched[0] ?? '';
  }
}
