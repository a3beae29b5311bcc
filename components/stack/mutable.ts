/** Plain data of the model as component args, which are mutable types so that Pulumi can infer a schema from them. */

/** The type without `readonly`, at every depth. */
export type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/** A deep copy that may be changed. */
export function mutable<T>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}
