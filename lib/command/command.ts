import { ConfigurationError, wireName } from '../errors';
import type { Request } from '../protocol/request';
import type { Reply } from '../protocol/reply';
import type { About, Verb } from './declaration';
import { CommandStatistics } from './command-statistics';
import { categoriesOf, commandDocs, commandInfo } from './documentation';
import { keySpecifications } from './key-specification';
import { manualLines } from './manual';
import type { Method } from './method';

/** A name on the wire, and the methods that answer to it. */
export class Command {
  readonly lowerName: string;
  /** The same with a bar before the sub-command, as Redis writes it. */
  readonly wireName: string;
  /** Words of the name. */
  readonly nameWords: number;
  /** The static method; or the one that answers for an absent key: the first-registered container's. */
  main: Method | undefined = undefined;
  /** Instance methods by the id of the class of the value at the key. */
  readonly byClass: (Method | undefined)[] = [];
  readonly subcommands = new Map<string, Command>();
  readonly statistics = new CommandStatistics();
  arity = 0;
  /** Words with the name, at most. */
  private most = 0;
  isStatic = false;
  private readonly verbs = new Set<Verb>();
  private quick: boolean | undefined = undefined;
  private guard: string | null | undefined = undefined;
  private unrepeatable: boolean | undefined = undefined;

  constructor(
    readonly name: string,
    readonly parent: Command | undefined,
  ) {
    this.lowerName = name.toLowerCase();
    this.wireName = wireName(name);
    this.nameWords = parent ? 2 : 1;
    parent?.addSubcommand(this);
  }

  addSubcommand(command: Command): void {
    this.subcommands.set(command.lowerName.slice(this.name.length + 1), command);
  }

  /** All methods, the static one or the classes' in the order of registration. */
  get methods(): readonly Method[] {
    if (this.isStatic) return [this.main!];
    return this.byClass.filter((method) => method !== undefined);
  }

  get isAsync(): boolean {
    return this.main?.isAsync ?? false;
  }

  /** Whether clients may have to wait for it. */
  get mayWait(): boolean {
    return this.main?.mayWait ?? false;
  }

  /** Whether running it may change data: what a pause of writes stops. */
  get mayWrite(): boolean {
    if (this.has('writes') || this.isAsync) return true;
    if (this.declaration?.about.flags?.includes('may_replicate')) return true;
    return this.has('serves') && keySpecifications(this).some(({ flags }) => !flags.includes('RO'));
  }

  get isContainer(): boolean {
    return this.subcommands.size > 0;
  }

  /** The declaration that documents the command. */
  get declaration() {
    return (this.main ?? this.methods[0])?.declaration;
  }

  has(verb: Verb): boolean {
    return this.verbs.has(verb);
  }

  /** What its declaration says beside its arguments. */
  get about() {
    return this.declaration?.about;
  }

  /** The option that must allow it, null when none need. */
  get allowedBy(): string | null {
    if (this.guard === undefined) this.guard = this.about?.allowedBy ?? null;
    return this.guard;
  }

  /** Whether it takes a few microseconds at most: declared as fast, or to do the same steps on whatever key it names. */
  get isQuick(): boolean {
    return (this.quick ??= this.hasFlag('fast') || this.isSteady);
  }

  /** Whether replay could be answered something else, so that no @writes command can play it. */
  get isUnrepeatable(): boolean {
    return (this.unrepeatable ??= this.methods.some(({ declaration }) => isUnrepeatable(declaration.about)));
  }

  /** Whether all that it does to the server is undone with what it does to keys, as far as the server knows. */
  get isUndoable(): boolean {
    return this.methods.every(
      ({ declaration: { verb, about }, owner }) =>
        verb !== 'serves' || owner.sourceHash !== undefined || (about.undoable ?? false),
    );
  }

  private get isSteady(): boolean {
    return this.about?.complexity === 'O(1)' && keySpecifications(this).length > 0;
  }

  /** Whether it is declared with a flag of Redis, e.g. `fast`. */
  hasFlag(flag: string): boolean {
    return this.methods.some(({ declaration }) => declaration.about.flags?.includes(flag));
  }

  /** The sub-command that a request names, in whatever case. */
  subcommand(request: Request): Command | undefined {
    return request.count > 1 ? this.subcommands.get(request.wire(1).toLowerCase()) : undefined;
  }

  accepts(words: number): boolean {
    return this.arity >= 0 ? words === this.arity : words >= -this.arity && words <= this.most;
  }

  /** What COMMAND INFO tells. */
  info(): Reply {
    return commandInfo(this);
  }

  /** What COMMAND DOCS tells. */
  docs(): Reply {
    return commandDocs(this);
  }

  /** How it is used, in lines for a person. */
  manual(): Reply[] {
    return manualLines(this);
  }

  /** ACL categories, each with its sign. */
  categories(): string[] {
    return categoriesOf(this);
  }

  refuseClash(method: Method): void {
    const other = this.methods[0];
    if (!other || (!other.isStatic && !method.isStatic)) return;
    const owners = `${other.owner.Class.name} and ${method.owner.Class.name}`;
    throw new ConfigurationError(
      other.isStatic && method.isStatic
        ? `${this.name} is a static command of both ${owners}`
        : `${this.name} is static in one and an instance method in the other of ${owners}`,
    );
  }

  add(method: Method): void {
    this.verbs.add(method.declaration.verb);
    this.isStatic = method.isStatic;
    if (!method.isStatic) this.byClass[method.owner.id] = method;
    if (method.isStatic || (!this.main && method.owner.isContainer)) this.main = method;
    this.arity = this.lowestArity();
    this.most = Math.max(this.most, this.nameWords + method.most);
  }

  /** Has these methods in place of its own. */
  replaceMethods(methods: readonly Method[]): void {
    const own = this.methods;
    if (own.length === methods.length && own.every((method, index) => method === methods[index])) return;
    this.verbs.clear();
    this.main = undefined;
    this.byClass.length = 0;
    this.most = 0;
    this.quick = undefined;
    this.guard = undefined;
    this.unrepeatable = undefined;
    this.isStatic = false;
    this.arity = 0;
    for (const method of methods) this.add(method);
  }

  /** Of several classes' methods the fewest words count; exact only when all are, and agree. */
  private lowestArity(): number {
    const methods = this.methods;
    const fewest = this.nameWords + Math.min(...methods.map((method) => method.fewest));
    const exact = methods.every(({ open, fewest: own }) => !open && own + this.nameWords === fewest);
    return exact ? fewest : -fewest;
  }
}

const isUnrepeatable = ({ unrepeatable, flags }: About) => unrepeatable ?? flags?.includes('admin') ?? false;
