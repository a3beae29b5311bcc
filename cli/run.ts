/** Runs one command line: parses, calls the command, and turns whatever goes wrong into a message and a status. */
import { Command, CommanderError } from "commander";
import { printable } from "../model/findings";
import { adopt } from "./commands/adopt";
import { canI } from "./commands/canI";
import { check } from "./commands/check";
import { client } from "./commands/client";
import { combinations } from "./commands/combinations";
import { compileCommand } from "./commands/compile";
import { completion } from "./commands/completion";
import { diff } from "./commands/diff";
import { engine } from "./commands/engine";
import { explain, schema } from "./commands/explain";
import { explorer } from "./commands/explorer";
import { guard } from "./commands/guard";
import { local } from "./commands/local";
import { matrix } from "./commands/matrix";
import { newCommand } from "./commands/new";
import { plan } from "./commands/plan";
import { preflight } from "./commands/preflight";
import { recover } from "./commands/recover";
import { report } from "./commands/report";
import { requirements } from "./commands/requirements";
import { rotate } from "./commands/rotate";
import { start } from "./commands/start";
import { token } from "./commands/token";
import { verify } from "./commands/verify";
import { whoCan } from "./commands/whoCan";
import type { Io, Status, Register } from "./io";

const COMMANDS: readonly Register[] = [
  canI,
  whoCan,
  compileCommand,
  client,
  check,
  matrix,
  diff,
  explain,
  explorer,
  schema,
  plan,
  report,
  newCommand,
  start,
  local,
  token,
  engine,
  requirements,
  guard,
  combinations,
  adopt,
  verify,
  preflight,
  recover,
  completion,
  rotate,
];

/** @returns the exit status; nothing is thrown for a mistake of the user's making. */
export async function run(argv: readonly string[], io: Io): Promise<Status> {
  let status: Status = 0;
  const program = programFor(io);
  for (const register of COMMANDS) register(program, io, (result) => (status = result));
  for (const command of program.commands) silenced(command, io);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return status;
  } catch (error) {
    return statusOf(error, io);
  }
}

function programFor(io: Io): Command {
  const program = new Command("access")
    .description("Asks the access file who may do what, checks it, and runs it on a local cloud.")
    .enablePositionalOptions()
    .showHelpAfterError("(add --help for what is possible)")
    .addHelpText("after", "\nExit status: 0 yes or in order, 1 no or something found, 2 wrong usage or invalid model.");
  return silenced(program, io);
}

/** Commander neither ends the process nor writes past us. */
function silenced(command: Command, io: Io): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.out(text.trimEnd()),
    writeErr: (text) => io.err(text.trimEnd()),
  });
}

/** By name: what the built command loads from beside its file has classes of its own. */
const OF_THE_USER: readonly string[] = ["AccessError", "ProductError", "UsageError"];

/** What the system says of a file or folder that somebody has named. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "it may not be read or written",
  EEXIST: "it is there already, and is no folder",
  EISDIR: "it is a folder",
  ENOENT: "it, or the folder that it is to be in, is not there",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of it is no folder",
  EPERM: "it may not be changed",
  EROFS: "it is on a disk that is only read",
};

function fileProblem(error: unknown): string | undefined {
  const { code, path } = Object(error) as { code?: unknown; path?: unknown };
  if (typeof code !== "string" || typeof path !== "string" || !Object.hasOwn(FILE_PROBLEMS, code)) return undefined;
  return `\`${printable(path)}\` cannot be used: ${FILE_PROBLEMS[code]} (${code})`;
}

function statusOf(error: unknown, io: Io): Status {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Error && OF_THE_USER.includes(error.name)) {
    io.err(error.message);
    return 2;
  }
  const file = fileProblem(error);
  if (file !== undefined) {
    io.err(file);
    return 2;
  }
  // A fault of this program: neither yes nor no, and its author needs the stack.
  io.err(`the program failed, which is a fault of its own: ${error instanceof Error ? error.stack : String(error)}`);
  return 2;
}
