import type { Alarm } from '../../command/entry';
import type { Word } from '../../command/server';
import type { StructureInfo } from '../../command/structure-info';
import { errors, StructureError } from '../../errors';
import { LocatedKey } from '../located-key';
import { alarmName, readAlarmName } from './alarm-name';
import type { AlarmState } from './key-alarms';
import { fitCommand, misfit } from './fit-command';

type Times = Map<string, number>;

const NONE: Times = new Map();

/** A key, and the alarms of the value at it: of the one that is there, or that the running command may create. */
export abstract class AlarmedKey extends LocatedKey {
  /** Names and times of alarms for the value that the running command may create; undefined when it creates none so. */
  declare protected later: Times | undefined;
  /** When that value expires, in milliseconds since 1970; 0: never. */
  declare protected laterExpiry: number;

  alarm(seconds: number, command: string, ...words: readonly Word[]): void {
    const ref = this.locate();
    const info = ref === 0 ? this.comingClass() : this.info!;
    const name = alarmName(fitCommand(this.call.keyspace.commands, info, command, words.length), words);
    const at = this.timeIn(seconds);
    if (ref !== 0 || !this.call.writes) this.change(true);
    if (ref === 0) this.ownLater().set(name, at);
    else this.setAlarms(ref, [[name, at]]);
  }

  cancelAlarm(command: string, ...words: readonly Word[]): boolean {
    const name = alarmName(command.toUpperCase(), words);
    const ref = this.locate();
    if (ref === 0) return this.later?.delete(name) ?? false;
    if (!this.dictionary.alarms.of(ref)?.find(name)) return false;
    this.change(true);
    return this.dictionary.alarms.cancel(ref, name);
  }

  alarms(): Alarm[] {
    return this.alarmStates()
      .sort(([, a], [, b]) => a - b)
      .map(alarmOf);
  }

  /** The running command creates a value here, if its instance is not empty when it ends. */
  awaitValue(): void {
    this.later = NONE;
  }

  /** Has the value that the running command may create expire, a millisecond later at least; false when it creates none. */
  protected expireLater(milliseconds: number | undefined): boolean {
    if (this.later === undefined) return false;
    this.laterExpiry = milliseconds === undefined ? 0 : Math.max(milliseconds, this.call.now() + 1);
    return true;
  }

  /** A value was created at the entry that is located. */
  protected created(): void {
    this.noteUse();
    this.tellBefore('n', 'new');
    if (this.later === undefined) return;
    const { later } = this;
    this.later = undefined;
    if (this.laterExpiry !== 0) this.expireAt(this.laterExpiry);
    this.setAlarms(this.ref, [...later]);
  }

  abstract expireAt(milliseconds: number | undefined): boolean;

  protected alarmStates(): AlarmState[] {
    const ref = this.locate();
    if (ref === 0) return [...(this.later ?? NONE)];
    return this.dictionary.alarms.of(ref)?.states() ?? [];
  }

  protected moveAlarms(target: AlarmedKey): void {
    const ref = this.locate();
    if (!this.dictionary.isAlarmed(ref)) return;
    this.change(true);
    const alarms = this.dictionary.alarms.drop(ref)!;
    target.dictionary.alarms.adopt(target.locate(), alarms);
    this.call.keyspace.onAlarm(alarms.at);
  }

  protected copyAlarms(target: AlarmedKey): void {
    target.setAlarms(target.locate(), this.alarmStates());
  }

  /** Throws a CommandError when one of the alarms could never run its command on a value of the class. */
  protected refuseMisfits(info: StructureInfo, states: readonly AlarmState[]): void {
    for (const [name] of states) {
      const [command, ...words] = readAlarmName(name)!;
      const reason = misfit(this.call.keyspace.commands, info, command, words.length);
      if (reason !== undefined) throw errors.alarmMisfit(reason);
    }
  }

  /** Sets alarms of a value, by its entry. */
  protected setAlarms(ref: number, states: readonly AlarmState[]): void {
    this.dictionary.alarms.setAll(ref, states);
    for (const [, at] of states) this.call.keyspace.onAlarm(at);
  }

  /** The class of the value that the command may create. Throws the no such key error when it creates none. */
  private comingClass(): StructureInfo {
    if (this.later === undefined) throw errors.noSuchKey();
    return this.call.method!.owner;
  }

  private ownLater(): Times {
    if (this.later === NONE) this.later = new Map();
    return this.later!;
  }

  /** Later than now, so that an alarm that sets another lets others have their turn. */
  private timeIn(seconds: number): number {
    const at = this.call.now() + Math.max(1, Math.round(seconds * 1000));
    if (Number.isSafeInteger(at)) return at;
    throw new StructureError(`alarm: ${seconds} is no number of seconds`);
  }
}

function alarmOf([name, time]: AlarmState): Alarm {
  const [command, ...words] = readAlarmName(name)!;
  return { time, command, words };
}
