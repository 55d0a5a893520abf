import {
  Memo,
  OK,
  packed,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type About,
  type Entry,
  type Server,
  type StructureClass,
} from '../../lib/index';
import { serving } from '../support/serving';

/** What the server says when it is to start with these classes. */
async function refusal(...structures: StructureClass[]): Promise<string> {
  const memo = new Memo({ port: 0, structures, configuration: { appendonly: 'no' } });
  try {
    await memo.start();
  } catch (error) {
    return (error as Error).message;
  }
  await memo.stop();
  return 'it starts';
}

describe('A structure', () => {
  it('has a server and a key while a command runs only', () => {
    class Thing extends Structure {}
    const thing = new Thing();
    for (const use of [() => thing.server, () => thing.key, () => thing.entry])
      expect(use).toThrow('Thing: server and key exist only while a command runs');
  });

  it('has no state of its own: what is there is its class’s', () => {
    class Thing extends Structure {
      count = 0;
    }
    expect(Object.keys(new Thing())).toEqual(['count']);
    expect(JSON.stringify(new Thing())).toBe('{"count":0}');
  });
});

describe('TYPE', () => {
  @structure()
  class PlainName extends Structure {
    isEmpty() {
      return false;
    }
    @writes('Creates it.')
    PLAINADD() {
      return OK;
    }
  }
  @structure('of-my-choice')
  class NamedOtherwise extends Structure {
    isEmpty() {
      return false;
    }
    @writes('Creates it.')
    NAMEDADD() {
      return OK;
    }
  }
  class Undecorated extends Structure {
    isEmpty() {
      return false;
    }
    UNDECORATEDADD() {
      return OK;
    }
  }
  const { say } = serving({ structures: [PlainName, NamedOtherwise, Undecorated] });

  it('is the name of the class in lower case, or the one that it was given', async () => {
    for (const name of ['PLAIN', 'NAMED', 'UNDECORATED']) await say(`${name}ADD`, name);
    expect(await say('TYPE', 'PLAIN')).toBe('plainname');
    expect(await say('TYPE', 'NAMED')).toBe('of-my-choice');
    expect(await say('TYPE', 'UNDECORATED')).toBe('undecorated');
  });
});

describe('A class extends another', () => {
  abstract class Base extends Structure {
    protected readonly items: string[] = [];

    isEmpty() {
      return this.items.length === 0;
    }

    @writes('Adds.', t.text('item'))
    ITEMADD(item: string) {
      return this.items.push(item);
    }

    @reads('The item that comes next.')
    NEXT(): string | undefined {
      return this.items[0];
    }
  }

  @structure()
  class First extends Base {
    @writes('Removes all.')
    ITEMCLEAR() {
      this.items.length = 0;
    }
  }

  @structure()
  class Last extends Base {
    @reads('How many.')
    ITEMS() {
      return this.items.length;
    }

    @writes('Creates it.', t.key(), t.text('item'))
    static LASTADD(server: Server, key: string, item: string) {
      return server.open(Last, key).ITEMADD(item);
    }

    override NEXT() {
      return this.items.at(-1);
    }
  }

  const { say, refusal: refused } = serving({ structures: [First, Last] });

  it('and has its commands, its own in their place', async () => {
    await say('ITEMADD', 'first', 'a');
    await say('ITEMADD', 'first', 'b');
    await say('LASTADD', 'last', 'a');
    await say('ITEMADD', 'last', 'b');
    expect([await say('TYPE', 'first'), await say('TYPE', 'last')]).toEqual(['first', 'last']);
    expect([await say('NEXT', 'first'), await say('NEXT', 'last')]).toEqual(['a', 'b']);
    expect(await say('ITEMS', 'last')).toBe(2);
    expect(await refused('ITEMS', 'first')).toMatch(/^WRONGTYPE/);
    expect(await say('ITEMCLEAR', 'first')).toBeNull();
    expect(await say('EXISTS', 'first')).toBe(0);
  });
});

describe('The server refuses to start with', () => {
  /** A class with a command, so that it is refused for nothing but what the spec is about. */
  abstract class Fine extends Structure {
    FINE() {
      return OK;
    }
  }

  it('a class that is no structure', async () => {
    class Stranger {
      FINE() {
        return OK;
      }
    }
    expect(await refusal(Stranger)).toBe('Stranger does not extend Structure');
  });

  it('a class without commands', async () => {
    class Empty extends Structure {
      helper() {
        return 1;
      }
    }
    expect(await refusal(Empty)).toBe('Empty has no command: no method with an upper-case name');
  });

  it('a constructor with parameters', async () => {
    class Eager extends Fine {
      constructor(readonly name: string) {
        super();
      }
    }
    expect(await refusal(Eager as unknown as StructureClass)).toBe(
      'the constructor of Eager must take no arguments',
    );
  });

  it('a constructor that fails', async () => {
    class Broken extends Fine {
      readonly size = (undefined as unknown as string).length;
    }
    expect(await refusal(Broken)).toMatch(/^Broken can't be a value: Cannot read properties of undefined/);
  });

  it('#private state, its own, inherited, or of a part', async () => {
    class Hiding extends Fine {
      #items = [1];
      count() {
        return this.#items.length;
      }
    }
    class Heir extends Hiding {}
    class Part {
      #secret = 1;
      reveal() {
        return this.#secret;
      }
    }
    class WithPart extends Fine {
      readonly part = new Part();
    }
    expect(await refusal(Hiding)).toContain(
      'Hiding keeps state in #items: private fields can’t'.replace('’', "'"),
    );
    expect(await refusal(Heir)).toContain('Heir keeps state in #items');
    expect(await refusal(WithPart)).toBe(
      "WithPart can't be a value: WithPart.part holds a Part, which can't be saved",
    );
  });

  it('but not with what only looks like #private state', async () => {
    class Looks extends Fine {
      // no #private here
      readonly color = '#fff0a0';
      readonly other = `#${this.color}`;
      readonly pattern = /#[a-f]+/;
    }
    expect(await refusal(Looks)).toBe('it starts');
  });

  it('an async command in a class that is atomic, and what is neither true nor false', async () => {
    class Waiting extends Structure {
      static override readonly atomic = true;
      @serves('Waits.')
      static async LINGER() {
        return Promise.resolve(OK);
      }
    }
    class Half extends Fine {
      static override readonly atomic = 'half' as unknown as boolean;
    }
    expect(await refusal(Waiting)).toBe(
      "Waiting.LINGER is async, and others go on while it waits: a class that is atomic can't have it, give it one of its own",
    );
    expect(await refusal(Half)).toBe('Half.atomic is half: it is true or false');
  });

  it('a field that can’t be saved, by its name', async () => {
    class Listening extends Fine {
      readonly options = { onChange: () => 1 };
    }
    expect(await refusal(Listening)).toBe(
      "Listening can't be a value: Listening.options.onChange holds a function, which can't be saved",
    );
  });

  it('a field of a packed structure that its layout has not', async () => {
    class Wide extends packed({ a: 'int32' }) {
      readonly cache = 1;
      WIDE() {
        return this.a;
      }
    }
    expect(await refusal(Wide)).toBe('Wide.cache is no field of its layout: a packed value is bytes');
  });

  it('a name that is static and an instance method', async () => {
    class Both extends Structure {
      static FINE() {
        return OK;
      }
      FINE() {
        return OK;
      }
    }
    expect(await refusal(Both)).toBe('Both.FINE is both static and an instance method');
  });

  it('a verb on a name in lower case', async () => {
    class Quiet extends Structure {
      @reads('Quiet.')
      quiet() {
        return OK;
      }
    }
    expect(await refusal(Quiet)).toBe('Quiet.quiet is not an upper-case command name');
  });

  it('an asynchronous method that is no static one that serves', async () => {
    class Instance extends Structure {
      async LATER() {
        return Promise.resolve(OK);
      }
    }
    class Writing extends Structure {
      static readonly commands = { LATER: writes('Later.') };
      static async LATER() {
        return Promise.resolve(OK);
      }
    }
    class Reading extends Structure {
      static readonly commands = { LATER: reads('Later.') };
      static async LATER() {
        return Promise.resolve(OK);
      }
    }
    class Serving extends Structure {
      static readonly commands = { LATER: serves('Later.') };
      static async LATER() {
        return Promise.resolve(OK);
      }
    }
    const message = 'LATER is async: only a static method that serves can be';
    expect(await refusal(Instance)).toBe(`Instance.${message}`);
    expect(await refusal(Writing)).toBe(`Writing.${message}`);
    expect(await refusal(Reading)).toBe(`Reading.${message}`);
    expect(await refusal(Serving)).toBe('it starts');
  });

  it('a class without a name', async () => {
    expect(await refusal(class extends Fine {})).toBe('a class without a name can be no structure');
  });

  it('static commands beside decorators', async () => {
    class Both extends Structure {
      static readonly commands = { OTHER: reads('The other.') };
      @reads('One.')
      ONE() {
        return OK;
      }
      OTHER() {
        return OK;
      }
    }
    expect(await refusal(Both)).toBe('Both has decorators: its static commands would be passed over');
  });

  it('t.holds where nothing is held', async () => {
    class Holder extends Structure {
      @serves('Holds, but at once.', t.text('name'), t.holds((name: string) => name))
      static HOLDER(_server: Server, name: string) {
        return name;
      }
    }
    expect(await refusal(Holder)).toBe('Holder.HOLDER has t.holds, but only async commands hold names');
  });

  it.each<[string, About]>([
    ['timeout', { timeout: 1000 }],
    ['holds', { holds: false }],
    ['outlivesClient', { outlivesClient: true }],
  ])('%s of a command that is not async', async (name, about) => {
    class Prompt extends Structure {
      @serves('Answers at once.', about, t.key())
      static PROMPT(_server: Server, key: string) {
        return key;
      }
    }
    expect(await refusal(Prompt)).toBe(`Prompt.PROMPT is not async: ${name} says nothing about it`);
  });

  it('an entry in an async command, where it would be used after its turn', async () => {
    class Late extends Structure {
      @serves('Waits with an entry.', t.list(t.entry()))
      static async LATE(_server: Server, entries: readonly Entry[]) {
        return Promise.resolve(entries.length);
      }
    }
    expect(await refusal(Late)).toBe('Late.LATE is async: an entry is good for one turn only, take t.key()');
  });

  it('arguments behind those that take all words', async () => {
    class Greedy extends Structure {
      static readonly commands = { GREEDY: reads('Takes all.', t.rest(t.text('a')), t.text('b')) };
      GREEDY(...words: string[]) {
        return words;
      }
    }
    expect(await refusal(Greedy)).toBe(
      'Greedy.GREEDY: t.rest and t.pairs come last, t.list and t.pairList may come before others',
    );
  });

  it('decorators of the older kind, or a verb without a summary', () => {
    const legacy = (decorate: unknown) => (decorate as (target: unknown) => void)(Fine);
    expect(() => legacy(structure())).toThrow('leave experimentalDecorators out of tsconfig.json');
    expect(() => legacy(reads('Reads.'))).toThrow('leave experimentalDecorators out of tsconfig.json');
    expect(() => writes(t.int('a') as unknown as string)).toThrow('writes() begins with a summary, a text');
  });

  it('static commands for no method, or of no verb', async () => {
    class Nothing extends Fine {
      static readonly commands = { NOSUCH: reads('No.') };
    }
    class Wrong extends Fine {
      static readonly commands = { WRONG: 'reads' };
      WRONG() {
        return OK;
      }
    }
    expect(await refusal(Nothing)).toBe('Nothing.commands declares NOSUCH, but there is no such method');
    expect(await refusal(Wrong)).toBe('Wrong.commands.WRONG is none of reads(), writes() and serves()');
  });

  describe('two classes', () => {
    class One extends Structure {
      static SAME() {
        return OK;
      }
    }

    it('with the same static command', async () => {
      class Two extends Structure {
        static SAME() {
          return OK;
        }
      }
      expect(await refusal(One, Two)).toBe('SAME is a static command of both One and Two');
    });

    it('with a command that is static in one and an instance method in the other', async () => {
      class Two extends Structure {
        SAME() {
          return OK;
        }
      }
      const message = 'SAME is static in one and an instance method in the other of';
      expect(await refusal(One, Two)).toBe(`${message} One and Two`);
      expect(await refusal(Two, One)).toBe(`${message} Two and One`);
    });

    it('with a command of the server’s own', async () => {
      class Two extends Structure {
        static PING() {
          return OK;
        }
      }
      expect(await refusal(Two)).toBe('PING is a static command of both Connection and Two');
    });

    it('of the same name, or of the same type', async () => {
      const Other = { One: class One extends Fine {} }.One;
      @structure('string')
      class Text extends Fine {}
      expect(await refusal(One, Other)).toBe('two structures are named One');
      expect(await refusal(Text)).toBe('StringValue and Text are both of the type string');
    });

    it('that are one', async () => {
      expect(await refusal(One, One)).toBe('it starts');
    });
  });
});

describe('A container that keeps empty values', () => {
  @structure()
  class Counted extends Structure {
    static override readonly keepsEmpty = true;
    private readonly items: string[] = [];
    private uses = 0;

    isEmpty() {
      return this.uses === 0;
    }

    @writes('Adds an item.', t.text('item'))
    COUNTEDADD(item: string) {
      this.uses++;
      return this.items.push(item);
    }

    @writes('Forgets everything.')
    COUNTEDFORGET() {
      this.uses = 0;
      this.items.length = 0;
      return OK;
    }

    @reads('How many items there are.')
    COUNTEDSIZE() {
      return this.items.length;
    }

    @writes('Opens it.', t.key())
    static COUNTEDOPEN(server: Server, key: string) {
      server.open(Counted, key);
      return OK;
    }
  }
  const { say } = serving({ structures: [Counted] });

  it('reads an absent key as an empty one, and creates nothing there', async () => {
    expect(await say('COUNTEDSIZE', 'k')).toBe(0);
    expect(await say('COUNTEDFORGET', 'k')).toBe('OK');
    expect(await say('EXISTS', 'k')).toBe(0);
  });

  it('keeps a value that a command leaves empty', async () => {
    await say('COUNTEDADD', 'k', 'a');
    await say('COUNTEDFORGET', 'k');
    expect(await say('EXISTS', 'k')).toBe(1);
    await say('COUNTEDOPEN', 'l');
    expect(await say('EXISTS', 'l')).toBe(1);
  });
});
