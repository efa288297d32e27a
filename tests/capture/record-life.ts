/**
 * Records a whole connection of ours in a simulated network into tests/vectors/captures:
 * `node dist/tests/capture/record-life.js`. The bytes change only when the core sends something else.
 */
import { writeFileSync } from 'node:fs';
import { lifeCapture } from './life-capture.ts';

const { name, pcap, keyLog } = lifeCapture();
writeFileSync(`tests/vectors/captures/${name}.pcap`, pcap);
writeFileSync(`tests/vectors/captures/${name}.keylog.txt`, keyLog);
