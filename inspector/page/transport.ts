import type { PageData } from '../page-data.ts';
import { all, one } from './document.ts';
import type { Player } from './player.ts';

/** Buttons, slider, keys and the line that says what the current step is. */
export function attachTransport(player: Player, data: PageData): { show(step: number): void } {
  const slider = one('.transport input') as HTMLInputElement;
  const play = one('[data-do="play"]');
  const count = one('[data-show="step"]');
  const time = one('[data-show="time"]');
  const sentence = one('[data-show="sentence"]');

  const actions: Readonly<Record<string, () => void>> = {
    first: () => player.goTo(0),
    back: () => player.goTo(player.step - 1),
    play: () => player.toggle(),
    forward: () => player.goTo(player.step + 1),
    last: () => player.goTo(player.length),
  };
  for (const button of all('[data-do]')) {
    button.addEventListener('click', () => actions[button.dataset['do'] ?? '']?.());
  }
  slider.addEventListener('input', () => player.goTo(slider.valueAsNumber));

  const keys: Readonly<Record<string, string>> = {
    ArrowLeft: 'back',
    ArrowRight: 'forward',
    Home: 'first',
    End: 'last',
    ' ': 'play',
  };
  document.addEventListener('keydown', (event) => {
    const key = keys[event.key];
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as Element;
    // The slider moves by itself, and the space bar presses the button that has the focus.
    if (target.matches('input, [role="tab"]') || (event.key === ' ' && target.matches('button, summary'))) return;
    event.preventDefault();
    actions[key]?.();
  });

  return {
    show(step: number): void {
      const current = data.steps[step - 1];
      slider.value = String(step);
      count.textContent = String(step);
      time.textContent = current === undefined ? '' : ` · ${current.time}`;
      sentence.textContent =
        current?.sentence ?? 'Nothing has happened yet. Step on with the right arrow key, or play.';
      sentence.title = sentence.textContent;
      play.setAttribute('aria-pressed', String(player.playing));
      play.setAttribute('aria-label', player.playing ? 'Pause' : 'Play');
    },
  };
}
