/** A class whose instances are values: registered, and built without arguments. */
export interface StructureClass<T = unknown> {
  new (): T;
  readonly name: string;
  readonly prototype: T;
}
