/** What a command is, what it needs of the world, and how it ends. */
import type { Command } from "commander";
import { createColors } from "picocolors";

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

/** Adds a command to the program. `done` takes the command's status; a command that cannot fail need not call it. */
export type Register = (program: Command, io: Io, done: (status: Status) => void) => void;

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

/** Each makes a text stand out; without colours, it stays as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** @param colours whether the text goes to a terminal that shows them */
export function paintFor(colours: boolean): Paint {
  const { bold, red, green, yellow, dim } = createColors(colours);
  return { bold, red, green, yellow, dim };
}

/** Whether a stream leads to a terminal that shows colours, and nobody has asked for none (https://no-color.org). */
export function wantsColours(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  if (env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "" && env["FORCE_COLOR"] !== "0") return true;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
