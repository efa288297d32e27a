import type { PageData } from '../page-data.ts';
import { allElements, requireElement } from './dom.ts';
import type { Player } from './player.ts';

/** Connects the buttons, the slider, the keys and the description of the current step to the player. */
export function attachPlaybackControls(player: Player, data: PageData): { show(step: number): void } {
  const slider = requireElement('.playback input') as HTMLInputElement;
  const play = requireElement('[data-do="play"]');
  const count = requireElement('[data-show="step"]');
  const time = requireElement('[data-show="time"]');
  const sentence = requireElement('[data-show="sentence"]');

  const actions: Readonly<Record<string, () => void>> = {
    first: () => player.goTo(0),
    back: () => player.goTo(player.step - 1),
    play: () => player.toggle(),
    forward: () => player.goTo(player.step + 1),
    last: () => player.goTo(player.length),
  };
  for (const button of allElements('[data-do]')) {
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
    // The browser handles these keys for the slider, and the space bar for a focused button.
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
        current?.sentence ?? 'Start of the recording. Press the right arrow key for the next step, or play.';
      sentence.title = sentence.textContent;
      play.setAttribute('aria-pressed', String(player.playing));
      play.setAttribute('aria-label', player.playing ? 'Pause' : 'Play');
    },
  };
}
