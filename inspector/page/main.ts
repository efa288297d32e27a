import type { PageData } from '../page-data.ts';
import { ChartPane } from './chart-pane.ts';
import { all, one } from './document.ts';
import { Lane } from './lane.ts';
import { Player } from './player.ts';
import { attachTabs } from './tabs.ts';
import { attachTransport } from './transport.ts';

const data = JSON.parse(one('#data').textContent ?? '') as PageData;
const panes = all('[data-pane]').map((element) => new ChartPane(element, data));
const lane = new Lane(one('.lane ol'));
const player = new Player(data.steps.length, (step) => {
  for (const pane of panes) pane.show(step);
  lane.show(step);
  transport.show(step);
});
const transport = attachTransport(player, data);
lane.onPick((step) => player.goTo(step));
attachTabs(panes);

// The address may name a step, so that one can point somebody at it: page.html#12
const named = Number.parseInt(location.hash.slice(1), 10);
player.goTo(Number.isNaN(named) ? 0 : named);
