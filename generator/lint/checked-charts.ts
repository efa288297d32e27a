import { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Chart } from '../model/chart.ts';
import { type ProtocolSpecs, specFiles } from '../model/protocol-specs.ts';
import { machineNames } from '../names/machine-names.ts';
import { readChart } from '../read/chart.ts';
import { readKsy } from '../read/ksy.ts';
import { lintChart } from './chart.ts';

const known = new WeakMap<Diagnostics, Map<ProtocolSpecs, readonly Chart[]>>();

/**
 * The charts of a protocol, read and linted. Several emitters call this: charts are read and diagnostics are reported
 * once for each `diagnostics`. Charts with diagnostics are omitted.
 */
export function checkedCharts(protocol: ProtocolSpecs, diagnostics: Diagnostics): readonly Chart[] {
  const run = known.get(diagnostics) ?? new Map<ProtocolSpecs, readonly Chart[]>();
  known.set(diagnostics, run);
  const charts = run.get(protocol) ?? check(protocol, diagnostics);
  run.set(protocol, charts);
  return charts;
}

function check(protocol: ProtocolSpecs, diagnostics: Diagnostics): readonly Chart[] {
  const alerts = alertNames(protocol);
  const charts: Chart[] = [];
  const taken = new Map<string, string>();
  for (const file of specFiles(protocol, 'charts', '.chart.ts')) {
    const before = diagnostics.errors.length;
    const chart = readChart(file, diagnostics);
    if (chart === undefined) continue;
    // `aBC` and `aBc` are written to the same file.
    const name = machineNames(chart).file;
    const duplicate = taken.get(name);
    if (duplicate !== undefined)
      diagnostics.report(file, chart.root.offset, `id '${chart.id}' is taken by ${duplicate}; choose another`);
    taken.set(name, file.path);
    lintChart(chart, diagnostics, alerts === undefined ? {} : { alerts });
    if (diagnostics.errors.length === before) charts.push(chart);
  }
  return charts;
}

/** The names in the protocol's registry of alerts; undefined when there is none that can be read. */
function alertNames(protocol: ProtocolSpecs): ReadonlySet<string> | undefined {
  const [registry] = specFiles(protocol, 'registries', '/alert_description.ksy');
  if (registry === undefined) return undefined;
  // Mistakes in the registry are reported where registries are emitted.
  const schema = readKsy(registry, new Diagnostics());
  const alerts = schema?.root.enums.find(({ id }) => id === 'alert_description');
  return alerts && new Set(alerts.members.map(({ id }) => id));
}
