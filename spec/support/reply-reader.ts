/** One RESP2 or RESP3 reply, with the bytes it came in. */
export interface WireReply {
  /** The type's first byte; `$-1` and `*-1` for RESP2's two nulls. */
  readonly type: string;
  readonly bytes: Buffer;
  /** What a scalar says, one char a byte; the header's number for an aggregate. */
  readonly text: string;
  /** The elements of an aggregate: a map's are its keys and values in turn. */
  readonly items?: readonly WireReply[];
}

/** The reply that starts at `start`, or undefined while its end hasn't arrived. */
export function readReply(received: Buffer, start = 0): WireReply | undefined {
  const lineEnd = received.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const type = received.toString('latin1', start, start + 1);
  const text = received.toString('latin1', start + 1, lineEnd);
  const header = { type, text, start, end: lineEnd + 2 };
  if ('+-:_,#('.includes(type)) return { type, text, bytes: received.subarray(start, header.end) };
  if ('$!='.includes(type)) return readBulk(received, header);
  if ('*~>%|'.includes(type)) return readAggregate(received, header);
  throw new Error(`not a RESP reply: ${JSON.stringify(received.toString('latin1', start, start + 80))}`);
}

interface Header {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function readBulk(received: Buffer, header: Header): WireReply | undefined {
  if (header.text === '-1') return readNull(received, header);
  const end = header.end + Number(header.text);
  if (received.length < end + 2) return undefined;
  const text = received.toString('latin1', header.end, end);
  return { type: header.type, text, bytes: received.subarray(header.start, end + 2) };
}

function readNull(received: Buffer, { type, text, start, end }: Header): WireReply {
  return { type: type + text, text, bytes: received.subarray(start, end) };
}

function readAggregate(received: Buffer, header: Header): WireReply | undefined {
  if (header.text === '-1') return readNull(received, header);
  const items: WireReply[] = [];
  let end = header.end;
  for (let left = elementCount(header); left > 0; left--) {
    const item = readReply(received, end);
    if (!item) return undefined;
    items.push(item);
    end += item.bytes.length;
  }
  return { type: header.type, text: header.text, items, bytes: received.subarray(header.start, end) };
}

/** A map holds pairs, and an attribute is a map that precedes the reply it is about. */
function elementCount({ type, text }: Header): number {
  const pairs = type === '%' || type === '|';
  return Number(text) * (pairs ? 2 : 1) + (type === '|' ? 1 : 0);
}
