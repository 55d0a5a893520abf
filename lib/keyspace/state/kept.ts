export interface KeptBytes {
  readonly bytes: Uint8Array;
  readonly mark: number;
}

/** What a value consists of: an object, or bytes with a mark. */
export type Kept = { readonly object: object } | KeptBytes;
