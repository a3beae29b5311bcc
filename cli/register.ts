/** The shape of a command's file: one function that adds the command to the program. */
import type { Command } from "commander";
import type { Io, Status } from "./io";

/** Adds a command to the program. `done` takes the command's status; a command that cannot fail need not call it. */
export type Register = (program: Command, io: Io, done: (status: Status) => void) => void;
