import { AT, Structure } from '../structure';
import { copyParts } from './clone';
import { putBack } from './put-back';

/** A live object as it was before a handler got it. */
export class KeptObject {
  private readonly copies: ReadonlyMap<object, object>;
  /** Whether others have it, or parts of it, in their hands: what they have must be the value again. */
  private readonly isHeld: boolean;

  /** Throws a StructureError that names what of it can't be copied. */
  constructor(private readonly object: object) {
    this.copies = copyParts(object);
    this.isHeld = !(object instanceof Structure) || object[AT] !== undefined;
  }

  /** The value as it was: what nobody else holds is replaced by its copy, so that what a handler has kept of it is dead. */
  restored(): object {
    if (!this.isHeld) return this.copies.get(this.object)!;
    putBack(this.copies);
    return this.object;
  }
}
