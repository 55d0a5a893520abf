import { double, type Reply, setOf, verbatim } from 'memo';

const GREAT = 1234567999999999999999999999999999999n;

/** A value of each type of the protocol, as Redis gives them. */
const SAMPLES: Readonly<Record<string, Reply>> = {
  string: 'Hello World',
  integer: 12345,
  double: double(3.141, '3.141'),
  bignum: GREAT,
  null: null,
  array: [0, 1, 2],
  set: setOf([0, 1, 2]),
  map: new Map<Reply, Reply>([
    [0, false],
    [1, true],
    [2, false],
  ]),
  // Memo sends no attributes, which clients may ignore.
  attrib: 'Some real reply following the attribute',
  verbatim: verbatim('This is a verbatim\nstring'),
  true: true,
  false: false,
};

/** What PROTOCOL answers for a type; undefined when there is none of that name. */
export const sampleOf = (type: string): Reply | undefined => SAMPLES[type.toLowerCase()];
