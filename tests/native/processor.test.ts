import test from 'ava';
import { featuresIn } from '../../runtime/native/processor.ts';

test('the instruction sets of a processor are read from what Linux says', (t) => {
  const x86 = featuresIn('processor\t: 0\nflags\t\t: fpu aes pclmulqdq avx2 vaes\nbugs\t\t: none\n');
  t.deepEqual(x86, { aes: true, pclmulqdq: true, vaes: true, vpclmulqdq: false, avx2: true, avx512f: false });
  const arm = featuresIn('Features\t: fp asimd aes pmull sha1\n');
  t.like(arm, { aes: true, pclmulqdq: true, vaes: false });
});

test('a part of a name is no instruction set', (t) => {
  t.like(featuresIn('flags : vaes\n'), { vaes: true, aes: false });
});

test('where the system says nothing, nothing is known', (t) => {
  t.is(featuresIn(undefined), undefined);
  t.is(featuresIn('processor : 0\n'), undefined);
});
