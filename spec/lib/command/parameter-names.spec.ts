import { parameterNames } from '../../../lib/command/parameter-names';

describe('the names of parameters', () => {
  it.each([
    ['FOO() {}', []],
    ['FOO(server, key) {}', ['server', 'key']],
    ['async FOO(server, key) {}', ['server', 'key']],
    ['(server, key) => key', ['server', 'key']],
    ['key => (key)', ['key']],
    ['async key => [key, (1)]', ['key']],
    ['FOO(server, key,) {}', ['server', 'key']],
    ['FOO(server, ...values) {}', ['server', '...values']],
    ['FOO($a, _b, ärger) {}', ['$a', '_b', 'ärger']],
    ["'FOO BAR'(server, key) {}", ['server', 'key']],
    ['FOO /* (not, these) */ (server, key) {}', ['server', 'key']],
    ["FOO(server /* it's the server */, key) {}", ['server', 'key']],
    ["FOO(server, // don't, really\n key) {}", ['server', 'key']],
    ["FOO(server, glue = ', ') {}", ['server', 'glue']],
    ['FOO(server, quote = "\\", ", key) {}', ['server', 'quote', 'key']],
    ['FOO(text = `a, ${`b, ${{ c: 1 }.c}`}, c`, key) {}', ['text', 'key']],
    ["FOO(pattern = /[,)]\\/'/, key) {}", ['pattern', 'key']],
    ['FOO(half = 4 / 2, third = 9 / 3) {}', ['half', 'third']],
    ['FOO(make = (a, b) => [a, b], key = max(1, 2)) {}', ['make', 'key']],
    ['FOO({ a, b } = {}, [c, d], key) {}', ['argument1', 'argument2', 'key']],
    ['FOO(...[first, second]) {}', ['argument1']],
  ])('of %s are %j', (source, names) => {
    expect(parameterNames(source)).toEqual(names);
  });
});
