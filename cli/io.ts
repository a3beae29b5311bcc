/** What a command needs of the world, and how it ends. */
import type { Paint } from "./print/paint";

export interface Io {
  /** Writes a line, or several, to standard output. */
  readonly out: (text: string) => void;
  /** The same to standard error. */
  readonly err: (text: string) => void;
  /** Makes what goes to standard output stand out; texts stay as they are where nobody looks at a terminal. */
  readonly paint: Paint;
  /** Columns of the terminal; undefined where there is none. */
  readonly columns?: number;
}

/** 0: yes, or in order. 1: no, or something was found. 2: the command or the model is wrong. */
export type Status = 0 | 1 | 2;

/** The command was used wrongly: the message says what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Prints a value as JSON. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** What a JSON parser says is wrong, without the part of the text that it repeats: a file given by mistake may hold a secret. */
export function jsonProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.replace(/,? (\.\.\.)?".*$/, "");
}
