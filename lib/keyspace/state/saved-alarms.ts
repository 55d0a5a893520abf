import { readAlarmName } from '../alarms/alarm-name';
import type { AlarmState } from '../alarms/key-alarms';
import { type ByteReader, refuseState } from './byte-reader';
import type { ByteWriter } from './byte-writer';

/** The alarms of a value, in the order in which they were set. */
export function writeAlarms(alarms: readonly AlarmState[], writer: ByteWriter): void {
  writer.unsigned(alarms.length);
  for (const [name, at] of alarms) {
    const text = Buffer.from(name);
    writer.double(at);
    writer.unsigned(text.length);
    writer.raw(text);
  }
}

/** Throws a DamagedStateError for what is none. */
export const readAlarms = (reader: ByteReader): AlarmState[] =>
  Array.from({ length: reader.count() }, () => readAlarm(reader));

function readAlarm(reader: ByteReader): AlarmState {
  const at = reader.double();
  const name = reader.raw(reader.unsigned()).toString();
  if (!Number.isSafeInteger(at)) refuseState('the time of an alarm is none');
  if (!readAlarmName(name)) refuseState('an alarm runs nothing');
  return [name, at];
}
