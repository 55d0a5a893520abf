import { type ByteSlice, Packed } from 'memo';
import { ByteMap, newSeed } from './byte-map';
import { parseInteger } from './decimal';
import { integersOf, IntSet, isIntSet } from './int-set';
import { listOf, mapOf, type Members, NO_VALUE, PackedMembers } from './members';
import { anyPairs, distinctPairs } from './samples';
import { copiesOf, copyOf } from './slices';

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

  /** Visits all members, in place: what is called must change nothing. */
  forEach(visit: (member: ByteSlice) => void): void {
    this.members.forEach(visit);
  }

  /** Gives members, which are different, to an empty set; a map of many becomes the set itself. */
  fill(members: ByteMap | readonly ByteSlice[]): void {
    const size = members instanceof ByteMap ? members.size : members.length;
    const isLong = size > Math.max(MOST_PACKED, this.mostIntegers);
    if (isLong || !this.fillPacked(members instanceof ByteMap ? listOf(members) : members))
      this.memory.object = members instanceof ByteMap ? members : mapOf(members, newSeed(this.server));
  }

  /** So many different members at random, all if there are no more; with repetitions if negative. */
  sample(count: number): ByteSlice[] {
    const random = () => this.server.random();
    const found =
      count < 0 ? anyPairs(this.members, -count, random) : distinctPairs(this.members, count, random);
    return found.map(([member]) => member);
  }

  /** Removes a member at random; undefined when there is none. */
  takeOne(): ByteSlice | undefined {
    if (this.isEmpty()) return undefined;
    const member = copyOf(this.members.random(() => this.server.random())[0]);
    this.remove(member);
    return member;
  }

  /** Removes so many members at random, or all. What stays is a new set to Redis when it is little beside what goes. */
  take(count: number): readonly ByteSlice[] {
    const rest = this.size - count;
    if (rest <= 0) return this.takeAll();
    if (rest * NEW_SET > count) return Array.from({ length: count }, () => this.takeOne()!);
    const taken = this.takeAllBut(rest);
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

  private takeAll(): readonly ByteSlice[] {
    const views = listOf(this.members);
    const taken = this.map ? views : copiesOf(views);
    this.clear();
    return taken;
  }

  /** Leaves so many. The order is that of a set from which the others are removed one by one, as replay does it. */
  private takeAllBut(rest: number): ByteSlice[] {
    const { map } = this;
    const kept = mapOf(this.sample(rest), newSeed(this.server));
    const views = listOf(this.members).filter((member) => !kept.has(member));
    if (map) {
      const left = map.emptied();
      kept.forEach((member) => left.set(member, NO_VALUE));
      this.memory.object = left;
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
    const map = mapOf(listOf(members), newSeed(this.server));
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
