import test from 'ava';
import { chartFromSvg, packagedCharts } from '../../inspector/index.ts';

test('the diagram does not contain the metadata', async (t) => {
  for (const { svg } of await packagedCharts('dtls13')) t.false(svg.includes('<metadata'));
});

test('a diagram without a chart is refused', (t) => {
  const code = 'ERR_WIRECHART_CONFIG';
  t.throws(() => chartFromSvg('<svg></svg>'), { code, message: /has no <metadata>/ });
  t.throws(() => chartFromSvg('<svg><metadata>{</metadata></svg>'), { code, message: /has metadata that is not JSON/ });
  t.throws(() => chartFromSvg('<svg><metadata>null</metadata></svg>'), {
    code,
    message: /has metadata that is not JSON/,
  });
  t.throws(() => chartFromSvg('<svg><metadata>{"id":"x"}</metadata></svg>'), {
    code,
    message: /has metadata without a chart/,
  });
});
