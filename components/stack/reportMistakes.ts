/** Ends the program with a sentence where a person has made a mistake, and with a stack trace where the program has. */
import * as pulumi from "@pulumi/pulumi";
import { AccessError } from "../../model/findings";

/**
 * Runs the program.
 *
 * @throws pulumi.RunError, which the engine prints without a stack trace, in place of an `AccessError`.
 */
export function reportMistakes<T>(program: () => T): T {
  try {
    return program();
  } catch (error) {
    if (error instanceof AccessError) throw new pulumi.RunError(error.message);
    throw error;
  }
}
