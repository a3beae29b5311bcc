/** Holds the written types of an access file to its schema: a field that one has and the other lacks is a compile error. */
import type { AccessFile } from "../../model/file/define";
import type { AccessInput } from "../../model/file/schema";

/** What the schema takes, with lists that may be read-only as the written types have them. */
type ReadonlyLists<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyLists<Item>[]
  : T extends object
    ? { [Key in keyof T]: ReadonlyLists<T[Key]> }
    : T;

/** Every place of a type, as a text such as `.clients.*.scopes.[]`. */
type Places<T> = T extends readonly (infer Item)[]
  ? "[]" | `[]${Places<Item>}`
  : T extends object
    ? { [Key in keyof T]-?: `.${KeyText<Key>}` | `.${KeyText<Key>}${Places<NonNullable<T[Key]>>}` }[keyof T]
    : never;

type KeyText<Key> = Key extends string ? (string extends Key ? "*" : Key) : never;

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

type FromSchema = ReadonlyLists<AccessInput>;

export const samePlaces: Same<Places<FromSchema>, Places<AccessFile>> = true;
export const sameValues: Same<FromSchema, AccessFile> = true;
