/**
 * The corpus: one access file and questions with the answers that are expected of everything that answers such questions.
 * Whoever writes another implementation runs it on the same questions.
 */
import type { Access } from "../../model/file/access";
import type { GrantKey } from "../../model/okta/grants";
import { loadAccess } from "../../model/file/load";
import access from "./access.json";
import decisions from "./decisions.json";

export interface CorpusCase {
  readonly title: string;
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: GrantKey;
  readonly scopes: readonly string[];
  /** Exactly one of the two. All requested scopes are granted, each once. */
  readonly granted?: { readonly rule: string; readonly tokenMinutes: number };
  readonly refused?: { readonly status: number; readonly error: string; readonly reason: string };
}

export const CORPUS: readonly CorpusCase[] = decisions as readonly CorpusCase[];

export function corpusAccess(): Access {
  return loadAccess(access, { source: "tests/corpus/access.json" });
}
