/** The options that commands share. */
import { Option, type Command } from "commander";
import { nearest } from "../model/findings";
import { UsageError } from "./io";

/** `--model`, `--stack` and `--json`. */
export function withModelOptions(command: Command): Command {
  return command
    .option("--model <file>", "the access file, TypeScript or JSON", "access.ts")
    .option("--stack <name>", "the stack whose entries count; without it, those that exist in every stack")
    .addOption(new Option("--json", "print JSON for programs"));
}

/** The same for a command that takes several access files: `--model A --model B`. */
export function withModelsOptions(command: Command): Command {
  const first = ["access.ts"];
  return command
    .option(
      "--model <file>",
      "an access file, TypeScript or JSON; several times: files that share an org",
      (file: string, before: string[]) => (before === first ? [file] : [...before, file]),
      first,
    )
    .option("--stack <name>", "the stack whose entries count; without it, those that exist in every stack")
    .addOption(new Option("--json", "print JSON for programs"));
}

/** The items of a list that is written with commas; none for an empty text. */
export function commaList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/**
 * The entry that an argument names.
 *
 * @throws UsageError with the nearest name where there is none.
 */
export function required<T>(entries: ReadonlyMap<string, T>, kind: string, name: string): T {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const near = nearest(name, [...entries.keys()]);
  const defined = [...entries.keys()].join(", ") || "none";
  throw new UsageError(
    `there is no ${kind} \`${name}\`${near ? `; did you mean \`${near}\`?` : ""} (defined: ${defined})`,
  );
}
