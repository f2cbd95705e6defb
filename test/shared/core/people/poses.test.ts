/** Names that could be taken for those of who runs the service. */
import { expect, it } from 'vitest';
import { poses } from '../../../../shared/core/people/poses.ts';

it.each([
  ...['admin', 'ADMIN', 'Admins', 'The Admin', 'admin-team', 'A d m i n', 'a.d.m.i.n', 'Administrator'],
  // Cyrillic А, а, М, і; Greek Α, ι; a dotless i; letters in circles, of mathematics, full width; with marks; with figures.
  ...[
    '\u0410dmin',
    '\u0430dmin',
    '\u0410D\u041cIN',
    'adm\u0456n',
    '\u0391DM\u0399N',
    'adm\u0131n',
    'adm\u03b9n',
  ],
  ...['ⓐⓓⓜⓘⓝ', '𝐀𝐝𝐦𝐢𝐧', 'ａｄｍｉｎ', 'ádmîn', 'adm1n', 'adrnin', '4dmin', '@dmin'],
  ...['Server', 's\u0435rv\u0435r', 'SYSTEM', 'Official Bob', '5upport', 'M0derator', 'Staff'],
])('%s is kept', name => {
  expect(poses(name)).toBe(true);
});

it.each([
  ...['Bob', 'Badminton fan', 'Administration', 'Ada Min', 'Observer', 'Ecosystems', 'Staffan', 'Supporter'],
  ...['Владимир', 'Αλέξανδρος', '山田', 'محمد', '😀', ''],
])('%s is anybody’s', name => {
  expect(poses(name)).toBe(false);
});
