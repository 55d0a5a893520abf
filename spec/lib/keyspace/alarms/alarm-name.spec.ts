import { alarmName, readAlarmName } from '../../../../lib/keyspace/alarms/alarm-name';

describe('The name of an alarm', () => {
  it('is command and words, whatever they are given as', () => {
    expect(alarmName('ring', ['1', 'ä'])).toBe(alarmName('RING', [1, Buffer.from('ä')]));
    expect(alarmName('RING', [1n, ''])).not.toBe(alarmName('RING', ['1']));
    expect(readAlarmName(alarmName('ring', [7, '"', Buffer.of(255)]))).toEqual(['RING', '7', '"', '\udcff']);
  });

  it('has words as the wire gives them back: half a character is none', () => {
    expect(alarmName('RING', ['\ud83d'])).toBe(alarmName('RING', ['\ufffd']));
  });

  it.each(['', '[]', '{}', '["RING",1]', '["ring"]', '["RING" ]', '"RING"', '["RING","\ud83d"]'])(
    'is not %j',
    (text) => {
      expect(readAlarmName(text)).toBeUndefined();
    },
  );
});
