/** Reads `access.expect.yaml` and holds it against the access file, for every stack. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { type ExpectationResult, readExpectations, runExpectations, stacksOf, type StackAccess } from "../model/ask";
import { checkAccess } from "../model/file";
import { UsageError } from "./io";

/** Where expectations are, beside the access file. */
export const EXPECTATIONS = "access.expect.yaml";

/** The file that is asked for, or that stands beside an access file in TypeScript; undefined where there is none. */
export function expectationFile(model: string, asked: string | undefined): string | undefined {
  if (asked !== undefined) {
    if (!existsSync(asked)) throw new UsageError(`there is no file \`${asked}\``);
    return asked;
  }
  const beside = join(dirname(resolve(model)), EXPECTATIONS);
  return extname(model) === ".ts" && existsSync(beside) ? beside : undefined;
}

/**
 * The results in the order of the file. Stacks in which the access file has mistakes are left to `access check`.
 *
 * @param value the value of the access file.
 */
export function heldExpectations(file: string, value: unknown, stack: string | undefined): ExpectationResult[] {
  const names = stack === undefined ? [undefined, ...stacksOf(value)] : [stack];
  const stacks = names.flatMap((name): StackAccess[] => {
    const { access } = checkAccess(value, { stack: name });
    return access === undefined ? [] : [{ stack: name, access }];
  });
  if (stacks.length === 0) return [];
  const shown = file.replace(`${process.cwd()}/`, "");
  return runExpectations(readExpectations(yaml(file, shown), shown), stacks, shown);
}

function yaml(file: string, shown: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"), { uniqueKeys: true }) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`\`${shown}\` is not valid YAML: ${error.message.split("\n")[0]!.replace(/:$/, "")}`);
  }
}
