/** How the state of a class changes from one version of its source to the next. */
export interface Versioned {
  /** A whole number that is saved with the state; 0 when not given. */
  readonly version?: number;
  /**
   * Makes the state of now of one that an older version saved: the fields, or the bytes and the mark of a packed value.
   * Answers fields, an instance, or what a packed value has: bytes, numbers by their names, an object. Nothing, when it
   * has changed the state in place.
   */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- one that changes the state in place answers nothing
  upgrade?(state: never, from: number, mark: number): object | undefined | void;
}

/** A class whose instances are values: registered, and built without arguments. */
export interface StructureClass<T = unknown> extends Versioned {
  new (): T;
  readonly name: string;
  readonly prototype: T;
  /** Whether a command of it that throws leaves everything as it was. */
  readonly atomic?: boolean;
}
