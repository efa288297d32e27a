import test from 'ava';
import { hierarchicalName } from '../../../hwmodel/kernel/index.ts';

test('the name of a module in another begins with the other’s, as in SystemC', (t) => {
  t.is(hierarchicalName('', 'client'), 'client');
  t.is(hierarchicalName('client', 'crypto'), 'client.crypto');
});
