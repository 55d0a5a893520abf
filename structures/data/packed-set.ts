import { type ByteSlice, Packed } from 'memo';
import { ByteMap, newSeed } from './byte-map';
import { parseInteger } from './decimal';
import { integersOf, IntSet, isIntSet } from './int-set';
import { listOf, mapOf, type Members, NO_VALUE, PackedMembers } from './members';
import { anyPairs, distinctPairs, type Source } from './samples';
import { copiesOf, copyOf } from './slices';
import { SortedPairs } from './sorted-pairs';

/** So many members, each of so many bytes at most, are packed; integers, as many as an option says. */
const MOST_PACKED = 128;
const LONGEST_PACKED = 64;

/** When so many times more are taken than stay, those that stay are put into a new set, as in Redis. */
const NEW_SET = 5;

/** Byte strings, each once. Integers and few short members are packed, others are the keys of a map. */
export abstract class PackedSet extends Packed {
  isEmpty(): boolean {
    return this.size === 0;
  }

  /** How many members there are. */
  get size(): number {
    return this.members.size;
  }

  /** The members as they are laid out, good until the next change of any value. */
  get members(): Members {
    const { map, memory } = this;
    return map ?? (isIntSet(memory) ? new IntSet(memory) : new PackedMembers(memory));
  }

  has(member: ByteSlice): boolean {
    return this.members.has(member);
  }

  /** True when the member is new. */
  add(member: ByteSlice): boolean {
    const { map, memory } = this;
    if (map) return map.set(member, NO_VALUE);
    return memory.length === 0 || memory.mark !== 0 ? this.addToIntegers(member) : this.addToPacked(member);
  }

  /** False when there was no such member. */
  remove(member: ByteSlice): boolean {
    return this.members.delete(member);
  }

  /** Visits all members, in place: what is called must change nothing. In a turn that is replayed, by their bytes. */
  forEach(visit: (member: ByteSlice) => void): void {
    this.source().forEach(visit);
  }

  /** Gives members, which are different, to an empty set; a map of many becomes the set itself. */
  fill(members: ByteMap | readonly ByteSlice[]): void {
    const size = members instanceof ByteMap ? members.size : members.length;
    const isLong = size > Math.max(MOST_PACKED, this.mostIntegers);
    if (isLong || !this.fillPacked(members instanceof ByteMap ? listOf(members) : members))
      this.memory.object = members instanceof ByteMap ? members : mapOf(members, newSeed());
  }

  /** A member at random; undefined when there is none. `isReplayed`: whether replay has to find the same. */
  sampleOne(isReplayed = this.server.isReplayed): ByteSlice | undefined {
    return this.isEmpty() ? undefined : this.source(isReplayed).random(() => this.server.random())[0];
  }

  /** So many different members at random, all if there are no more; with repetitions if negative. */
  sample(count: number, isReplayed = this.server.isReplayed): ByteSlice[] {
    const random = () => this.server.random();
    const source = this.source(isReplayed);
    const found = count < 0 ? anyPairs(source, -count, random) : distinctPairs(source, count, random);
    return found.map(([member]) => member);
  }

  /** Removes a member at random; undefined when there is none. It is good until something is set in any map. */
  takeOne(isReplayed = this.server.isReplayed): ByteSlice | undefined {
    if (this.isEmpty()) return undefined;
    const { map } = this;
    if (map && !isReplayed) return map.takeRandom(() => this.server.random())[0];
    const member = copyOf(this.sampleOne(isReplayed)!);
    this.remove(member);
    return member;
  }

  /** Removes so many members at random, or all. What stays is a new set to Redis when it is little beside what goes. */
  take(count: number, isReplayed = this.server.isReplayed): readonly ByteSlice[] {
    const rest = this.size - count;
    if (rest <= 0) return this.takeAll(isReplayed);
    if (rest * NEW_SET > count) return this.takeSome(count, isReplayed);
    const taken = this.takeAllBut(rest, isReplayed);
    this.becomeIntegers();
    return taken;
  }

  /** What OBJECT ENCODING answers: `intset` or `hashtable`. */
  encoding(): string {
    return isIntSet(this.memory) ? 'intset' : 'hashtable';
  }

  /** Bytes of the object that stands in place of the packed bytes. */
  memoryUsage(): number {
    return this.map?.byteLength ?? 0;
  }

  /** What is visited, and what samples are taken from. */
  private source(isReplayed = this.server.isReplayed): Source {
    return isReplayed ? new SortedPairs(this.members) : this.members;
  }

  private takeSome(count: number, isReplayed: boolean): readonly ByteSlice[] {
    if (!isReplayed) return Array.from({ length: count }, () => this.takeOne(false)!);
    const taken = copiesOf(this.sample(count, true));
    for (const member of taken) this.remove(member);
    return taken;
  }

  private takeAll(isReplayed: boolean): readonly ByteSlice[] {
    const views = listOf(this.source(isReplayed));
    const taken = this.map ? views : copiesOf(views);
    this.clear();
    return taken;
  }

  /** Leaves so many. */
  private takeAllBut(rest: number, isReplayed: boolean): ByteSlice[] {
    const kept = mapOf(this.sample(rest, isReplayed), newSeed());
    const views = listOf(this.source(isReplayed)).filter((member) => !kept.has(member));
    if (this.map) {
      this.memory.object = kept;
      return views;
    }
    const taken = copiesOf(views);
    for (const member of taken) this.remove(member);
    return taken;
  }

  /** A hashtable of few integers becomes an intset. */
  private becomeIntegers(): void {
    if (this.size > this.mostIntegers || isIntSet(this.memory)) return;
    const integers = integersOf(listOf(this.members));
    if (!integers) return;
    this.clear();
    new IntSet(this.memory).assign(integers);
  }

  private clear(): void {
    const { memory } = this;
    if (this.map) memory.object = undefined;
    else memory.resize(0);
    memory.mark = 0;
  }

  /** False when the members can't be packed. */
  private fillPacked(members: readonly ByteSlice[]): boolean {
    const integers = members.length > this.mostIntegers ? undefined : integersOf(members);
    const fits = members.length <= MOST_PACKED && members.every(isShort);
    if (integers) new IntSet(this.memory).assign(integers);
    else if (fits) new PackedMembers(this.memory).append(...members);
    return fits || integers !== undefined;
  }

  private addToIntegers(member: ByteSlice): boolean {
    const integers = new IntSet(this.memory);
    const value = parseInteger(member);
    if (value === undefined) {
      if (this.memory.length > 0) this.leaveIntegers();
      return this.map ? this.map.set(member, NO_VALUE) : this.addToPacked(member);
    }
    const isNew = integers.add(value);
    if (isNew && integers.size > this.mostIntegers) this.leaveIntegers();
    return isNew;
  }

  private addToPacked(member: ByteSlice): boolean {
    const members = new PackedMembers(this.memory);
    if (members.has(member)) return false;
    if (!isShort(member) || members.size >= MOST_PACKED) return this.grow(members).set(member, NO_VALUE);
    members.append(member);
    return true;
  }

  /** From integers to byte strings that happen to be their digits. */
  private leaveIntegers(): void {
    const integers = new IntSet(this.memory);
    if (integers.size > MOST_PACKED) {
      this.grow(integers);
      return;
    }
    const members = listOf(integers);
    this.clear();
    new PackedMembers(this.memory).append(...members);
  }

  /** From packed members to a map. */
  private grow(members: Members): ByteMap {
    const map = mapOf(listOf(members), newSeed());
    this.memory.object = map;
    return map;
  }

  private get map(): ByteMap | undefined {
    return this.memory.object as ByteMap | undefined;
  }

  /** The most integers that stay packed. */
  private get mostIntegers(): number {
    return this.server.memo.configuration.number('set-max-intset-entries');
  }
}

const isShort = ({ start, end }: ByteSlice) => end - start <= LONGEST_PACKED;
