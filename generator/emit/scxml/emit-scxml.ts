import { checkedCharts } from '../../lint/checked-charts.ts';
import { machineNames } from '../../names/machine-names.ts';
import type { Emitter } from '../emitter.ts';
import { scxmlText } from './scxml-text.ts';

/** Every chart as SCXML 1.0: `generated/<protocol>/scxml/<chart>.scxml`. */
export const emitScxml: Emitter = (protocol, { diagnostics }) =>
  checkedCharts(protocol, diagnostics).map((chart) => ({
    path: `generated/${protocol.name}/scxml/${machineNames(chart).file}.scxml`,
    text: scxmlText(chart),
  }));
