import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a function is in a script, lines and columns from 0 on. */
export interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** A frame of the held up thread, as the inspector tells of it. */
export interface Frame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly functionLocation: Location;
  readonly url: string;
  readonly line: number;
  readonly canBeRestarted: boolean;
}

/** The function whose frame is begun anew to end the handler that it has called, and its file without the extension. */
const GUARD = 'guarded';
const GUARD_FILE = join('lib', 'keyspace', 'handler-watch');

/** Tells the frames of handlers from those of the server. */
export class Frames {
  private readonly owned: readonly string[];
  private readonly cuttable: string;
  private readonly guardFile: string;

  /** @param root the folder that has `lib` and `structures` of the server that runs */
  constructor(root: string) {
    this.owned = [join(root, 'lib') + sep, join(root, 'structures') + sep];
    this.cuttable = join(root, 'lib', 'command') + sep;
    this.guardFile = join(root, GUARD_FILE);
  }

  /** Patterns of addresses in whose code the inspector is not to halt: the server's own, but for the guard, and Node's. */
  get passedOver(): string[] {
    const guard = escaped(this.guardFile);
    return ['^node:', ...this.owned.map((folder) => `^(?:file://)?(?!${guard})${escaped(folder)}`)];
  }

  /** Where the frame of the guard is that has called the innermost watched handler; -1 when none runs. */
  guardOf(frames: readonly Frame[]): number {
    return frames.findIndex(
      ({ functionName, url }) => functionName === GUARD && fileOf(url).startsWith(this.guardFile),
    );
  }

  /**
   * Frames of functions that are to halt at their statements, so that the handler can be ended: the innermost of the
   * handler and what that has called, the server and Node aside. Within a generator it can't be, but in what has called that.
   */
  placesToHalt(frames: readonly Frame[]): readonly Frame[] {
    const guard = this.guardOf(frames);
    const called = frames
      .slice(0, Math.max(0, guard))
      .filter(({ url }) => !url.startsWith('node:') && !this.isOwned(fileOf(url)));
    return frames[guard]?.canBeRestarted ? called.slice(0, 1) : called.slice(1);
  }

  /**
   * Whether all above the guard is code of the handler and what that has called. The server's own code is never cut, but for
   * what reads a command's words, which holds no data.
   */
  isInHandler(frames: readonly Frame[]): boolean {
    const guard = this.guardOf(frames);
    return guard > 0 && frames.slice(0, guard).every(({ url }) => this.mayCut(fileOf(url)));
  }

  /** The frame of the guard, if it can be begun anew. */
  cuttableGuard(frames: readonly Frame[]): Frame | undefined {
    const guard = frames[this.guardOf(frames)];
    return guard?.canBeRestarted && this.isInHandler(frames) ? guard : undefined;
  }

  private mayCut(file: string): boolean {
    return file.startsWith(this.cuttable) || !this.isOwned(file);
  }

  private isOwned(file: string): boolean {
    return this.owned.some((folder) => file.startsWith(folder));
  }
}

/** The same for every frame of a function. */
export const nameOf = ({ functionLocation: { scriptId, lineNumber, columnNumber = 0 } }: Frame) =>
  `${scriptId}:${lineNumber}:${columnNumber}`;

const escaped = (text: string) => text.replace(/\W/g, '\\$&');

const fileOf = (url: string) => (url.startsWith('file:') ? fileURLToPath(url) : url);
