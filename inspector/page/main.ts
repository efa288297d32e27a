// The script of the page: connects the player, the charts, the sequence of steps and the controls.
import type { PageData } from '../page-data.ts';
import { ChartPane } from './chart-pane.ts';
import { allElements, requireElement } from './dom.ts';
import { attachPlaybackControls } from './playback-controls.ts';
import { Player } from './player.ts';
import { SequenceView } from './sequence-view.ts';
import { attachTabs } from './tabs.ts';

const data = JSON.parse(requireElement('#data').textContent ?? '') as PageData;
const panes = allElements('[data-pane]').map((element) => new ChartPane(element, data));
const sequence = new SequenceView(requireElement('.sequence ol'));
const player = new Player(data.steps.length, (step) => {
  for (const pane of panes) pane.show(step);
  sequence.show(step);
  controls.show(step);
});
const controls = attachPlaybackControls(player, data);
sequence.onSelect((step) => player.goTo(step));
attachTabs(panes);

// The fragment of the URL selects a step: page.html#12
const requested = Number.parseInt(location.hash.slice(1), 10);
player.goTo(Number.isNaN(requested) ? 0 : requested);
