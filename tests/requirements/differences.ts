/** Requirements of the ledger minus key words of the text, in a section where they differ, and the reason. */
export interface Difference {
  readonly must?: number;
  readonly should?: number;
  readonly why: string;
}

const TERMS = 'the section explains the key words';
const VIOLATION = 'a duty and the alert for its violation, or a value and where it is used, are one requirement';
const COMPATIBILITY = 'compatibility mode and change_cipher_spec, which DTLS does not have';
const ONLY_1_2 = 'record protection of DTLS 1.2';

/** By document and section. `IMPLIED` requirements have no key word and are not compared. */
export const differences: Readonly<Record<string, Difference>> = {
  'RFC 8449 2': { must: -5, should: -4, why: TERMS },
  'RFC 8449 4': { must: -1, why: 'the alert of TLS; DTLS may discard the record' },
  'RFC 8449 4.1': { must: -1, why: 'block ciphers, which are not in version 1.3' },
  'RFC 9146 3': { must: -2, why: ONLY_1_2 },
  'RFC 9146 5': { must: -2, why: ONLY_1_2 },
  'RFC 9146 6': { must: 2, why: 'one MUST NOT with three conditions' },
  'RFC 9146 8': { should: -1, why: 'two advices to refuse connection ids are one requirement' },
  'RFC 9147 2': { must: -5, should: -4, why: TERMS },
  'RFC 9147 4.4': { should: -1, why: 'the introduction of a list whose items are requirements' },
  'RFC 9147 4.5.2': {
    must: 6,
    should: 1,
    why: 'one MUST with six kinds of records; two of RFC 9147 before its revision',
  },
  'RFC 9147 5.8.4': { must: 2, why: 'one MUST NOT for three messages' },
  'RFC 9147 7.1': { must: 1, should: 1, why: 'one MUST NOT with two kinds of records; one RECOMMENDED with two cases' },
  'RFC 9147 8': { must: 2, why: 'two of RFC 9147 before its revision' },
  'RFC 9147 9': { must: 1, why: 'one MUST NOT with two conditions' },
  'RFC 9147 14': { must: -1, why: 'addressed to authors of cipher suites; 9147-4.5.3-9 has the duty' },
  'RFC 9258 2': { must: -5, should: -4, why: TERMS },
  'RFC 9258 8': { should: -1, why: 'repeats 9258-1-1' },
  'RFC 9846 1': { must: -1, why: 'addressed to application protocols' },
  'RFC 9846 1.2': { must: -1, why: 'a list of changes' },
  'RFC 9846 4.2.2': { must: -3, should: -1, why: `${COMPATIBILITY}; ${VIOLATION}` },
  'RFC 9846 4.2.3': { must: -3, why: VIOLATION },
  'RFC 9846 4.3.1': { must: -2, why: VIOLATION },
  'RFC 9846 4.3.2': { must: -1, why: COMPATIBILITY },
  'RFC 9846 4.3.3': { must: -1, should: -1, why: `${VIOLATION}; a duty of TLS 1.2` },
  'RFC 9846 4.3.5': { must: -1, why: VIOLATION },
  'RFC 9846 4.3.8': { must: -2, why: VIOLATION },
  'RFC 9846 4.3.9': { must: -1, why: 'the same duty twice' },
  'RFC 9846 4.3.10': { must: -1, why: 'addressed to authors of extensions' },
  'RFC 9846 4.3.11': { must: -3, why: VIOLATION },
  'RFC 9846 4.4.1': { must: -1, why: VIOLATION },
  'RFC 9846 4.5.1': { must: -1, why: 'the same duty twice' },
  'RFC 9846 4.5.1.2': { must: -2, why: VIOLATION },
  'RFC 9846 4.5.2': { must: -1, why: VIOLATION },
  'RFC 9846 4.5.3': { must: -1, why: VIOLATION },
  'RFC 9846 4.6': { must: -4, why: 'EndOfEarlyData, which DTLS leaves out (9147-5.6-1)' },
  'RFC 9846 5': { must: -3, why: COMPATIBILITY },
  'RFC 9846 5.1': {
    must: -6,
    should: -1,
    why: 'the order of TLS records and their version bytes, which DTLS replaces',
  },
  'RFC 9846 5.2': { must: -1, why: 'the same duty twice' },
  'RFC 9846 7.5': { must: -1, why: 'addressed to authors of exporters' },
  'RFC 9846 9.2': { must: -1, why: 'the introduction of a list whose items are requirements' },
  'RFC 9846 9.3': { must: -4, why: 'the introduction of a list, and middleboxes that do not terminate connections' },
  'RFC 9846 E': { should: -1, why: 'record versions of TLS before 1.3' },
  'RFC 9846 E.4': { must: -1, why: COMPATIBILITY },
  'RFC 9846 E.5': { must: -3, should: -2, why: 'SSL 2.0 and versions of TLS records' },
  'RFC 9853 9': { should: -2, why: 'advice for DTLS 1.2, and to experts of a registry' },
};
