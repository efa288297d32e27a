// The script of the page: connects the parts, and starts with the data in the page or the server that sent it.
import type { InspectedProtocol } from '../model/chart.ts';
import { ChartView } from './chart-view.ts';
import { allElements, requireElement } from './dom.ts';
import { attachFiles, readTrace } from './file-source.ts';
import { Inspector } from './inspector.ts';
import { LiveSource } from './live-source.ts';
import { LogPanel } from './log-panel.ts';
import { Navigation } from './navigation.ts';
import { PageTitle } from './page-title.ts';
import { SequencePanel } from './sequence-panel.ts';
import { SourceStatus } from './source-status.ts';
import { StatePanel } from './state-panel.ts';
import { TablePanel } from './table-panel.ts';
import { attachTabs } from './tabs.ts';
import { attachTheme } from './theme.ts';
import { Transport } from './transport.ts';
import { TryPanel } from './try-panel.ts';

attachTheme();
const inspector = new Inspector();
const status = new SourceStatus();
const tryPanel = new TryPanel(inspector);
const chart = new ChartView(inspector, tryPanel);
inspector.addViews(
  new PageTitle(inspector),
  new Navigation(inspector),
  chart,
  new SequencePanel(inspector),
  new LogPanel(inspector),
  new StatePanel(inspector, tryPanel),
  new TablePanel(inspector, chart, tryPanel),
  tryPanel,
  new Transport(inspector, chart),
);
// Boxes that scroll have to be reached by the keyboard.
for (const box of allElements('[data-scrolls]')) box.tabIndex = 0;
const showTab = attachTabs(() => inspector.render());
inspector.selectsChart = () => showTab('try');

const text = requireElement('#data').textContent?.trim() ?? '';
let live: LiveSource | undefined;
if (text !== '') {
  const data = JSON.parse(text) as { charts: { protocols: readonly InspectedProtocol[] }; trace: string };
  inspector.protocols = data.charts.protocols;
  const problem = readTrace(data.trace, inspector.startTrace());
  if (problem !== undefined) status.fail(`The trace in the page${problem}`);
  status.show('recorded', 'plain');
  inspector.settle();
  // The fragment of the URL selects a step: page.html#12
  const requested = Number.parseInt(location.hash.slice(1), 10);
  inspector.goTo(Number.isNaN(requested) ? 0 : requested);
} else if (location.protocol.startsWith('http')) {
  live = new LiveSource(inspector, status);
  void live.start();
} else {
  status.show('no trace: open a file', 'waiting');
}
attachFiles(inspector, status, () => {
  live?.close();
  live = undefined;
});
